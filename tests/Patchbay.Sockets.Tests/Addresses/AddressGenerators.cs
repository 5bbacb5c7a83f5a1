using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests;

/// <summary>Addresses made by hand, valid by construction, and texts that are nearly addresses.</summary>
static class AddressGenerators
{
    static readonly Gen<string> Host = Gen.OneOf(
        Gen.Elements("db", "localhost", "example.com", "a-b.c_d", "xn--bcher-kva.example", "h", "tcp", "x2.y3."),
        V4, V6);

    static readonly Gen<string> ListenHost = Gen.OneOf(Gen.Elements("*", "localhost"), V4, V6);

    static Gen<string> V4 => Gen.Choose(0, 255).Four().Select(parts => $"{parts.Item1}.{parts.Item2}.{parts.Item3}.{parts.Item4}");

    static Gen<string> V6 => Gen.Elements("::1", "::", "2001:db8::1", "fe80::1%eth0", "fe80::2%25", "::ffff:192.0.2.7", "ff02::1");

    /// <summary>Text with everything a quoted value must carry.</summary>
    static readonly Gen<string> Words =
        Gen.Elements("a", "B", "7", ",", "\"", "'", " ", "/", "///", ":", "#", "=", "%", "@", "é", "日", "😀", "\\", "-").ArrayOf()
            .Select(string.Concat)
            .Where(text => !string.IsNullOrWhiteSpace(text));

    static readonly Gen<string> Path = Words.Select(text => "/" + text).Where(path => System.Text.Encoding.UTF8.GetByteCount(path) <= 107);

    static readonly Gen<string[]> Layers = Gen.Elements(Array.Empty<string>(), [], ["tls"], ["ws"], ["ws", "tls"], ["tls", "ws"], ["tls", "tls"], ["ws", "ws", "tls"]);

    public static Gen<Address> Addresses => Gen.OneOf(Tcp, TcpListen, Udp, UdpListen, Multicast, Unix, UnixListen, Raw, Texts);

    /// <summary>Pieces of the grammar in any order.</summary>
    public static Gen<string> NearlyAddresses => Gen.OneOf(
        Pieces.NonEmptyListOf().Select(string.Concat),
        Gen.Elements("tcp", "udp", "unix", "unixgram", "multicast", "raw", "packet", "exec", "fd", "systemd", "file", "tls", "ws", "wss", "tcp-listen", "unix-listen", "tls+unix", "ws-listen")
            .SelectMany(scheme => Pieces.ListOf().Select(pieces => scheme + ":" + string.Concat(pieces))),
        Gen.Elements("multicast:239.1.2.3:5000", "raw:icmp:db", "packet:eth0", "systemd:web", "-", "fd:3", "wss://h/", "exec:a", "echo", "udp:h:1", "file:/x", "unixgram:/x")
            .SelectMany(start => Gen.OneOf(Gen.Constant(""), Pieces).Select(end => start + end)),
        Pieces.Two().SelectMany(two => Gen.Choose(0, 70_000).Select(port => $"{two.Item1}{two.Item2}:{port}")));

    /// <summary>A good address with one character replaced, removed or added.</summary>
    public static Gen<string> DamagedAddresses =>
        from address in Addresses
        from at in Gen.Choose(0, 1 << 20)
        from remove in Gen.Choose(0, 1)
        from add in Gen.Elements("", ",", ":", "\"", "[", "]", "+", "#", "%", "0", "x", " ", "\0", "\ud800", "@", "/")
        let text = address.Format()
        let index = at % text.Length
        select text[..index] + add + text[(index + remove)..];

    static Gen<string> Pieces => Gen.Elements(
        "-", "tcp", "udp", "unix", "tls", "ws", "wss", "+", "-listen", ":", "://", "//", "/", "///", ",", "=", "#", "?", "@", "*", "[", "]", "::", "[::1]", "%eth0", "%25",
        "239.1.2.3", "127.0.0.1", "255", "0", "80", "70000", "db", "example.com", "echo", "eth0", "icmp", "once", "idle", "30s", "mode", "600", "cert", "auto", "alpn", "h2", "iface", "ttl",
        "\"", "\"\"", "'", " ", ".", "..", "_", "é", "ß", "日", "😀", "\t", "\ud800", "/run/x", ",once", ",idle=30s", ":80", "3");

    static Gen<Address> Tcp =>
        from layers in Layers
        from host in Host
        from port in Gen.Choose(1, 65535)
        from path in Gen.Elements("/", "/p", "/p/q?x=1,2&y=%20", "/?")
        from options in Options([.. layers.Contains("tls") ? [Alpn] : Array.Empty<Gen<AddressOption>>(), .. layers.Contains("ws") ? WebSocket : [], Via])
        select new Address { Kind = AddressKind.Tcp, Layers = layers, Host = host, Port = port, Target = layers.Contains("ws") ? path : null, Options = options };

    static Gen<Address> TcpListen =>
        from layers in Layers
        from host in ListenHost.OrNull()
        from port in Gen.Choose(0, 65535)
        from options in Options([Flag("once"), Idle, .. layers.Contains("tls") ? [Alpn, Text("cert")] : Array.Empty<Gen<AddressOption>>(), .. layers.Contains("ws") ? WebSocket : []])
        select new Address { Kind = AddressKind.Tcp, Layers = layers, Listens = true, Host = host, Port = port, Options = options };

    static Gen<Address> Udp =>
        from host in Host
        from port in Gen.Choose(1, 65535)
        select new Address { Kind = AddressKind.Udp, Host = host, Port = port };

    static Gen<Address> UdpListen =>
        from host in ListenHost.OrNull()
        from port in Gen.Choose(0, 65535)
        from options in Options([Idle])
        select new Address { Kind = AddressKind.Udp, Listens = true, Host = host, Port = port, Options = options };

    static Gen<Address> Multicast =>
        from host in Gen.Elements("224.0.0.1", "239.255.255.255", "ff02::1")
        from port in Gen.Choose(1, 65535)
        from options in Options([Gen.Elements("lo", "eth0.1", "br-x").Select(value => new AddressOption("iface", value)), Gen.Choose(0, 255).Select(ttl => new AddressOption("ttl", $"{ttl}"))])
        select new Address { Kind = AddressKind.Multicast, Host = host, Port = port, Options = options };

    static Gen<Address> Unix =>
        from layers in Layers
        from kind in Gen.Elements(AddressKind.Unix, AddressKind.UnixDatagram)
        from path in Path
        from isAbstract in Gen.Elements(true, false)
        select new Address { Kind = kind, Layers = kind == AddressKind.Unix ? layers : [], Target = isAbstract ? "@" + path[1..] : path };

    static Gen<Address> UnixListen =>
        from path in Path
        from options in Options([Flag("once"), Idle, Gen.Elements("600", "0660").Select(mode => new AddressOption("mode", mode))])
        select new Address { Kind = AddressKind.Unix, Listens = true, Target = path, Options = options };

    static Gen<Address> Raw =>
        from protocol in Gen.Elements("icmp", "ipv6-icmp", "0", "255")
        from host in Host
        select new Address { Kind = AddressKind.Raw, Host = host, Target = protocol };

    static Gen<Address> Texts => Gen.OneOf(
        Words.Select(command => new Address { Kind = AddressKind.Exec, Target = command }),
        Words.Select(command => new Address { Kind = AddressKind.Exec, Layers = ["tls"], Target = command }),
        Words.Select(path => new Address { Kind = AddressKind.File, Target = path }),
        Gen.Elements("eth0", "br-lan.7", "any").Select(name => new Address { Kind = AddressKind.Packet, Target = name }),
        Gen.Choose(0, int.MaxValue).Select(number => new Address { Kind = AddressKind.Descriptor, Target = $"{number}" }),
        Gen.Elements("web", "a.socket", "x'y", "\"").Select(name => new Address { Kind = AddressKind.Systemd, Listens = true, Target = name }),
        Gen.Elements("echo", "chat-2").Select(name => new Address { Kind = AddressKind.Service, Target = name }),
        Gen.Constant(new Address { Kind = AddressKind.Standard }));

    static Gen<AddressOption> Idle => Gen.Elements("30s", "500ms", "1.5m", "2h").Select(value => new AddressOption("idle", value));

    static Gen<AddressOption> Alpn => Gen.Elements("h2", "h2,http/1.1", "a\"b").Select(value => new AddressOption("alpn", value));

    static Gen<AddressOption> Via => Gen.Elements("socks5:h:1", "http:[::1]:3128,socks5:a:2").Select(value => new AddressOption("via", value));

    static Gen<AddressOption>[] WebSocket =>
    [
        Flag("text"), Gen.Elements("16m", "1").Select(value => new AddressOption("max-message", value)), Gen.Elements("chat", "a,b").Select(value => new AddressOption("protocol", value)),
        Gen.Elements("https://app.example", "*").Select(value => new AddressOption("origin", value)), Gen.Elements("0s", "5s").Select(value => new AddressOption("linger", value)),
    ];

    static Gen<AddressOption> Flag(string name) => Gen.Constant(new AddressOption(name, null));

    static Gen<AddressOption> Text(string name) => Words.Select(value => new AddressOption(name, value));

    /// <summary>Some of the options, each at most once, in any order.</summary>
    static Gen<AddressOption[]> Options(Gen<AddressOption>[] possible) =>
        from values in Gen.CollectToArray(possible)
        from order in Gen.Shuffle(values)
        from count in Gen.Choose(0, values.Length)
        select order[..count];
}
