using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>SOCKS version 5 (RFC 1928) with user and password (RFC 1929), client's side.</summary>
internal sealed class Socks5Handshake : ProxyHandshake
{
    const byte Version = 5;
    const byte NoAuthentication = 0, UserPassword = 2, NoneAcceptable = 0xFF;
    const byte IPv4 = 1, Domain = 3, IPv6 = 4;

    readonly byte[] _request;
    readonly byte[]? _login;
    State _state = State.Method;

    /// <param name="host">Name or literal of the target. A name is sent as it is: the proxy resolves it.</param>
    /// <param name="port">The target's port.</param>
    /// <param name="credentials">Offered when given; the proxy chooses.</param>
    /// <exception cref="LayerException">The name or the credentials do not fit the protocol.</exception>
    public Socks5Handshake(string host, int port, ProxyCredentials? credentials)
    {
        _request = Request(host, port);
        _login = credentials is null ? null : [1, .. Counted(credentials.User, "the user"), .. Counted(credentials.Password, "the password")];
        Output = credentials is null ? new byte[] { Version, 1, NoAuthentication } : new byte[] { Version, 2, NoAuthentication, UserPassword };
    }

    enum State
    {
        Method,
        Login,
        Reply,
        Done,
    }

    public override bool IsDone => _state == State.Done && Failure is null;

    public override int Read(ReadOnlySpan<byte> input)
    {
        if (Failure is not null || _state == State.Done || input.IsEmpty)
        {
            return 0;
        }

        var version = _state == State.Login ? 1 : Version;
        if (input[0] != version)
        {
            return Fail(input[0] == 'H' ? "it seems to speak HTTP and not SOCKS5" : $"it does not speak SOCKS5: the first byte of its answer is {input[0]}", "Is it another kind of proxy? via=http:HOST:PORT.");
        }

        if (input.Length < 2)
        {
            return 0;
        }

        return _state switch
        {
            State.Method => ReadMethod(input[1]),
            State.Login when input[1] == 0 => Ask(),
            State.Login => Fail("it refused the user and password", $"Set {ProxyCredentials.UserVariable} and {ProxyCredentials.PasswordVariable} in the environment."),
            _ => ReadReply(input),
        };
    }

    int ReadMethod(byte method)
    {
        switch (method)
        {
            case NoAuthentication:
                return Ask();
            case UserPassword when _login is not null:
                Output = _login;
                _state = State.Login;
                return 2;
            case NoneAcceptable:
                return _login is null
                    ? Fail("it wants a login", $"Set {ProxyCredentials.UserVariable} and {ProxyCredentials.PasswordVariable} in the environment.")
                    : Fail("it wants a login of another kind than user and password", "");
            default:
                return Fail($"it chose the method {method}, which was not offered", "");
        }
    }

    int Ask()
    {
        Output = _request;
        _state = State.Reply;
        return 2;
    }

    /// <summary>Version, reply, reserved, then the address it bound, which is of no use to us.</summary>
    int ReadReply(ReadOnlySpan<byte> input)
    {
        if (input[1] != 0)
        {
            // Some proxies send no more than this, or end at once.
            return Fail(Words(input[1]), HintFor(input[1]));
        }

        if (input.Length < 5)
        {
            return 0;
        }

        var length = input[3] switch { IPv4 => 4 + 4 + 2, IPv6 => 4 + 16 + 2, Domain => 4 + 1 + input[4] + 2, _ => -1 };
        if (length < 0)
        {
            return Fail($"its answer has an address of the unknown type {input[3]}", "");
        }

        if (input.Length < length)
        {
            return 0;
        }

        _state = State.Done;
        return length;
    }

    /// <summary>The reply codes of RFC 1928 section 6.</summary>
    static string Words(byte reply) => reply switch
    {
        1 => "it failed (general SOCKS server failure)",
        2 => "its rules do not allow the connection",
        3 => "the network is unreachable from it",
        4 => "the host is unreachable from it, or it could not resolve the name",
        5 => "the target refused the connection",
        6 => "the connection timed out on its side (TTL expired)",
        7 => "it does not support CONNECT",
        8 => "it does not support this type of address",
        _ => $"it answered with the unknown code {reply}",
    };

    static string HintFor(byte reply) => reply switch
    {
        4 => "The name is resolved by the proxy, not here.",
        5 => "The proxy works; nothing listens at the target.",
        _ => "The proxy works and said no; its log may tell more. Names are resolved by it, not here.",
    };

    static byte[] Request(string host, int port)
    {
        var zone = host.IndexOf('%', StringComparison.Ordinal);
        var literal = host.Contains(':', StringComparison.Ordinal) || HostSyntax.IsIPv4(host) ? IPAddress.Parse(zone < 0 ? host : host[..zone]) : null;
        byte[] address = literal is null ? [Domain, .. Counted(host, "the target's name")]
            : [literal.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6, .. literal.GetAddressBytes()];
        var request = new byte[3 + address.Length + 2];
        request[0] = Version;
        request[1] = 1;
        address.CopyTo(request, 3);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(^2..), (ushort)port);
        return request;
    }

    static byte[] Counted(string text, string what)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length is > 0 and <= 255 ? [(byte)bytes.Length, .. bytes]
            : throw new LayerException(LayerFailure.Proxy, $"{what} has {bytes.Length} bytes, and SOCKS5 takes 1 to 255");
    }
}
