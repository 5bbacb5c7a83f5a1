namespace Patchbay.Sockets.Tests;

public class AddressFormTests
{
    /// <summary>What is written, and its canonical form.</summary>
    public static TheoryData<string, string> ConnectingForms => new()
    {
        { "db:5432", "tcp:db:5432" },
        { "DB.Example.COM:5432", "tcp:db.example.com:5432" },
        { "tcp:db:5432", "tcp:db:5432" },
        { "TCP:db:05432", "tcp:db:5432" },
        { "tcp://db:5432", "tcp:db:5432" },
        { "tcp://db:5432/", "tcp:db:5432" },
        { "127.0.0.1:65535", "tcp:127.0.0.1:65535" },
        { "0.0.0.0:1", "tcp:0.0.0.0:1" },
        { "[::1]:8080", "tcp:[::1]:8080" },
        { "[0:0:0:0:0:0:0:1]:8080", "tcp:[::1]:8080" },
        { "[FE80::1%eth0]:22", "tcp:[fe80::1%eth0]:22" },
        { "[fe80::1%25eth0]:22", "tcp:[fe80::1%eth0]:22" },
        { "[fe80::1%25]:22", "tcp:[fe80::1%25]:22" },
        { "tcp:[::ffff:192.0.2.7]:22", "tcp:[::ffff:192.0.2.7]:22" },
        { "bücher.example:80", "tcp:xn--bcher-kva.example:80" },
        { "my_host:80", "tcp:my_host:80" },
        { "example.com.:80", "tcp:example.com.:80" },
        { "udb:5432", "tcp:udb:5432" },
        { "tcp-listen:8080,once", "tcp-listen:8080,once" },
        { "tcp-listen::8080", "tcp-listen:8080" },
        { "tcp-listen:0", "tcp-listen:0" },
        { "tcp-listen:*:8080", "tcp-listen:*:8080" },
        { "tcp-listen:localhost:8080", "tcp-listen:localhost:8080" },
        { "tcp-listen:[::]:8080,idle=1.5m,once", "tcp-listen:[::]:8080,idle=1.5m,once" },
        { "echo", "echo" },
        { "ECHO", "echo" },
        { "udp:host:53", "udp:host:53" },
        { "udp-listen:5353,idle=30s", "udp-listen:5353,idle=30s" },
        { "multicast:239.1.2.3:5000,iface=lo,ttl=0", "multicast:239.1.2.3:5000,iface=lo,ttl=0" },
        { "multicast:[ff02::1]:5000", "multicast:[ff02::1]:5000" },
        { "unix:/run/x", "unix:/run/x" },
        { "unix:///run/x", "unix:/run/x" },
        { "unix:x.sock", "unix:x.sock" },
        { "unix:@abstract", "unix:@abstract" },
        { "unix:\"/run/a,b\"", "unix:\"/run/a,b\"" },
        { "unix:\"/run/plain\"", "unix:/run/plain" },
        { "unix:\"/run/say \"\"hi\"\"\"", "unix:\"/run/say \"\"hi\"\"\"" },
        { "unix:/run/with space", "unix:/run/with space" },
        { "unix-listen:/run/x,mode=600", "unix-listen:/run/x,mode=600" },
        { "unixgram:/run/y", "unixgram:/run/y" },
        { "unixgram-listen:/run/y,mode=0660", "unixgram-listen:/run/y,mode=0660" },
        { "raw:icmp:host", "raw:icmp:host" },
        { "raw:ICMP:[::1]", "raw:icmp:[::1]" },
        { "raw:089:192.0.2.1", "raw:89:192.0.2.1" },
        { "packet:eth0", "packet:eth0" },
        { "tls:host:443,alpn=h2", "tls:host:443,alpn=h2" },
        { "tls+tcp:host:443", "tls:host:443" },
        { "tls+tls:host:443", "tls+tls:host:443" },
        { "tls+unix:/run/x", "tls+unix:/run/x" },
        { "tls:host:443,alpn=\"h2,http/1.1\"", "tls:host:443,alpn=\"h2,http/1.1\"" },
        { "tls-listen:8443,cert=auto", "tls-listen:8443,cert=auto" },
        { "tls+tcp-listen:8443", "tls-listen:8443" },
        { "ws://h/p", "ws://h/p" },
        { "ws:h:80/p", "ws://h/p" },
        { "ws://h:8080", "ws://h:8080/" },
        { "ws://h?x=1,2", "ws://h/?x=1,2" },
        { "wss://h/p", "wss://h/p" },
        { "wss://h:443/p#alpn=http/1.1", "wss://h/p#alpn=http/1.1" },
        { "ws+tls+tcp:h:444/p", "wss://h:444/p" },
        { "wss://[::1]:9/p", "wss://[::1]:9/p" },
        { "ws-listen:8081", "ws-listen:8081" },
        { "wss-listen:8443,cert=auto", "wss-listen:8443,cert=auto" },
        { "ws+unix:/run/app.sock", "ws+unix:/run/app.sock" },
        { "ws+tls+unix:/run/app.sock", "wss+unix:/run/app.sock" },
        { "exec:cmd a b", "exec:cmd a b" },
        { "exec:sh -c 'echo a,b'", "exec:\"sh -c 'echo a,b'\"" },
        { "exec:awk -F\",\" x", "exec:\"awk -F\"\",\"\" x\"" },
        { "exec:\"don't\"", "exec:\"don't\"" },
        { "exec:\"my prog\" arg", "exec:\"\"\"my prog\"\" arg\"" },
        { "-", "-" },
        { "fd:3", "fd:3" },
        { "fd:03", "fd:3" },
        { "systemd:web", "systemd:web" },
        { "file:/path", "file:/path" },
        { "file:///path", "file:/path" },
        { "file:a:b", "file:a:b" },
    };

    public static TheoryData<string, string> ListeningForms => new()
    {
        { ":8080", "tcp-listen:8080" },
        { "8080", "tcp-listen:8080" },
        { "tcp:8080", "tcp-listen:8080" },
        { "127.0.0.1:8080", "tcp-listen:127.0.0.1:8080" },
        { "*:8080", "tcp-listen:*:8080" },
        { "[::]:0", "tcp-listen:[::]:0" },
        { "localhost:0,once", "tcp-listen:localhost:0,once" },
        { "tcp-listen:8080", "tcp-listen:8080" },
        { "udp:5353", "udp-listen:5353" },
        { "unix:/run/x", "unix-listen:/run/x" },
        { "tls:8443,cert=auto", "tls-listen:8443,cert=auto" },
        { "ws:8081", "ws-listen:8081" },
        { "fd:3", "fd:3" },
        { "-", "-" },
    };

    [Theory]
    [MemberData(nameof(ConnectingForms))]
    public void Every_form_of_the_grammar_has_a_canonical_form_that_reads_back_as_the_same_address(string text, string canonical)
    {
        var address = Address.Parse(text);

        Assert.Equal(canonical, address.Format());
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(address, Address.Parse(canonical));
        Assert.Equal(address.GetHashCode(), Address.Parse(canonical).GetHashCode());
    }

    [Theory]
    [MemberData(nameof(ListeningForms))]
    public void A_listening_verb_reads_what_does_not_say_as_a_listener(string text, string canonical)
    {
        var address = Address.Parse(text, AddressRole.Listen);

        Assert.Equal(canonical, address.Format());
        Assert.Equal(address, Address.Parse(canonical));
    }

    [Fact]
    public void Layers_stand_outermost_first_and_short_words_stand_for_several()
    {
        Assert.Equal(["ws", "tls"], Address.Parse("wss://h/").Layers);
        Assert.Equal(["tls"], Address.Parse("tls:h:1").Layers);
        Assert.Equal(["tls", "ws", "tls"], Address.Parse("tls+wss:h/").Layers);
        Assert.Equal(AddressKind.Unix, Address.Parse("tls+unix:/x").Kind);
        Assert.Equal(AddressKind.Tcp, Address.Parse("tls:h:1").Kind);
    }

    [Fact]
    public void The_parts_of_an_address_stand_in_its_properties()
    {
        var address = Address.Parse("udp-listen:[fe80::1%eth0]:5353,idle=30s");

        Assert.Equal(AddressKind.Udp, address.Kind);
        Assert.True(address.Listens);
        Assert.Equal("fe80::1%eth0", address.Host);
        Assert.Equal(5353, address.Port);
        Assert.Null(address.Target);
        Assert.Equal(new AddressOption("idle", "30s"), address.FindOption("idle"));
        Assert.Null(address.FindOption("once"));
    }

    [Fact]
    public void A_listener_without_a_host_names_none()
    {
        Assert.Null(Address.Parse("tcp-listen:8080").Host);
        Assert.Equal("*", Address.Parse("tcp-listen:*:8080").Host);
    }

    [Fact]
    public void A_URL_keeps_its_path_and_query_and_knows_its_port()
    {
        var address = Address.Parse("wss://h/p/q?x=1#alpn=http/1.1");

        Assert.Equal("/p/q?x=1", address.Target);
        Assert.Equal(443, address.Port);
        Assert.Equal(80, Address.Parse("ws://h/").Port);
        Assert.Equal("http/1.1", address.FindOption("alpn")?.Value);
    }

    [Fact]
    public void Equality_is_by_meaning_and_difference_too()
    {
        Assert.Equal(Address.Parse("tls+tcp:h:1,alpn=h2"), Address.Parse("tls://H:1#alpn=h2"));
        Assert.NotEqual(Address.Parse("tls:h:1,alpn=h2"), Address.Parse("tls:h:1"));
        Assert.NotEqual(Address.Parse("tls:h:1"), Address.Parse("tcp:h:1"));
        Assert.NotEqual(Address.Parse("tcp-listen:1"), Address.Parse("tcp-listen:127.0.0.1:1"));
    }

    [Fact]
    public void TryParse_tells_without_throwing()
    {
        Assert.True(Address.TryParse("db:5432", out var address));
        Assert.Equal("db", address.Host);
        Assert.False(Address.TryParse("db:70000", out _));
        Assert.False(Address.TryParse(null, out _));
        Assert.True(Address.TryParse(":80", AddressRole.Listen, out _));
        Assert.False(Address.TryParse(":80", AddressRole.Connect, out _));
    }
}
