using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Why;

/// <summary>Servers that do one thing each, and what is said of them.</summary>
public sealed class WhyTests
{
    static readonly Func<Socket, Task> Silent = async client => await client.ReceiveAsync(new byte[100]);

    [Fact]
    public async Task A_server_that_waits_for_the_client_is_open()
    {
        using var server = new OneServer(Silent);
        var answer = await Ask($"127.0.0.1:{server.Port}", listening: 100);
        Assert.Equal(WhyVerdict.Open, answer.Verdict);
        Assert.Equal([WhyPhaseKind.Route, WhyPhaseKind.Connect, WhyPhaseKind.FirstBytes], answer.Phases.Select(static phase => phase.Kind));
        Assert.All(answer.Phases, static phase => Assert.True(phase.Passed));
        Assert.EndsWith("its server waits for the client to speak", answer.Sentence);
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_quoted_safely()
    {
        using var server = new OneServer(static async client => await client.SendAsync("220 hello\e[2J there\r\nmore"u8.ToArray()));
        var answer = await Ask($"127.0.0.1:{server.Port}");
        Assert.Equal((WhyVerdict.Open, "the server speaks first: \"220 hello\\x1b[2J there\""), (answer.Verdict, answer.Phases[^1].Text));
    }

    [Fact]
    public async Task A_server_that_resets_after_accept_is_told_from_one_that_closes()
    {
        using var resets = new OneServer(static client =>
        {
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            return Task.CompletedTask;
        });
        using var closes = new OneServer(static client =>
        {
            client.Dispose();
            return Task.CompletedTask;
        });
        Assert.Equal(WhyVerdict.ResetAfterAccept, (await Ask($"127.0.0.1:{resets.Port}")).Verdict);
        Assert.Equal(WhyVerdict.ClosedAfterAccept, (await Ask($"127.0.0.1:{closes.Port}")).Verdict);
    }

    [Fact]
    public async Task Nobody_listening_is_told_from_somebody_listening_on_the_other_address()
    {
        using var server = new OneServer(Silent);
        var other = await Ask($"[::1]:{server.Port}");
        Assert.Equal(WhyVerdict.Refused, other.Verdict);
        Assert.Contains($"(pid {Environment.ProcessId}) listens on 127.0.0.1:{server.Port} only, and [::1]:{server.Port} is another address", other.Sentence);
        var port = server.Port;
        server.Dispose();
        var nobody = await Ask($"127.0.0.1:{port}");
        Assert.Equal(WhyVerdict.Refused, nobody.Verdict);
        Assert.Contains("refused the connection", nobody.Sentence);
        Assert.Equal(WhyPhaseKind.Connect, nobody.Phases[^1].Kind);
    }

    [Fact]
    public async Task A_name_with_one_closed_address_says_so_and_goes_on()
    {
        using var server = new OneServer(Silent);
        var answer = await Ask($"localhost:{server.Port}", listening: 50);
        Assert.Equal(WhyVerdict.Open, answer.Verdict);
        Assert.Contains("::1 does not", answer.Advice);
        Assert.Equal(2, answer.Phases.Count(static phase => phase.Kind == WhyPhaseKind.Connect));
    }

    [NeedsFact("linux")]
    public async Task A_connection_that_nobody_accepts_names_the_program_that_should()
    {
        using var server = new OneServer(null);
        var answer = await Ask($"127.0.0.1:{server.Port}", listening: 50);
        Assert.Equal(WhyVerdict.NotAccepted, answer.Verdict);
        Assert.Equal($"doctor --pid {Environment.ProcessId}", answer.Next);
    }

    [NeedsFact("linux")]
    public async Task A_full_backlog_is_told_from_a_firewall()
    {
        using var server = new OneServer(null, backlog: 0);
        using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(IPAddress.Loopback, server.Port);
        var answer = await Ask($"127.0.0.1:{server.Port}", timeout: 300);
        Assert.Equal(WhyVerdict.BacklogFull, answer.Verdict);
        Assert.Contains("its backlog is full: 1 wait, 0 may", answer.Sentence);
    }

    [Fact]
    public async Task A_name_without_an_address_is_told_from_silent_name_servers()
    {
        var none = await WhyQuestion.AskAsync(Address.Parse("nowhere.test:80"), new WhyOptions { Resolve = static (_, _, _) => throw new SocketException((int)SocketError.HostNotFound) });
        Assert.Equal((WhyVerdict.NameNotResolved, "nowhere.test has no address"), (none.Verdict, none.Phases[^1].Text));
        var silent = await WhyQuestion.AskAsync(Address.Parse("nowhere.test:80"), new WhyOptions
        {
            Timeout = TimeSpan.FromMilliseconds(50),
            Resolve = static async (_, _, stop) =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return [];
            },
        });
        Assert.Equal((WhyVerdict.NameNotResolved, "no name server answered for nowhere.test"), (silent.Verdict, silent.Phases[^1].Text));
    }

    [Theory]
    [InlineData("localhost", 30, null, WhyVerdict.Open, "")]
    [InlineData("localhost", -1, null, WhyVerdict.CertificateRejected, "expired on")]
    [InlineData("db.example", 30, null, WhyVerdict.CertificateRejected, "is for db.example, not for localhost")]
    [InlineData("localhost", 30, "other", WhyVerdict.CertificateRejected, "from an issuer that is not trusted here")]
    public async Task A_certificate_is_shown_and_judged(string name, int days, string? trusted, WhyVerdict verdict, string words)
    {
        using var folder = new TemporaryFolder();
        var authority = new Authority();
        var pem = authority.Issue(name, fromDays: -10, toDays: days);
        using var made = X509Certificate2.CreateFromPem(pem, pem);
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        using var server = new OneServer(async client =>
        {
            await using var tls = new SslStream(new NetworkStream(client, true));
            await tls.AuthenticateAsServerAsync(certificate);
            await tls.WriteAsync("220 ready\r\n"u8.ToArray());
            await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
        });
        var ca = folder.Write("ca.pem", trusted is null ? authority.Pem : new Authority(trusted).Pem);
        var answer = await Ask($"tls:localhost:{server.Port},ca={ca}");
        Assert.Equal(verdict, answer.Verdict);
        var tls = answer.Phases.Single(static phase => phase.Kind == WhyPhaseKind.Tls);
        Assert.Contains(words, answer.Sentence);
        Assert.Contains($"certificate for {name}", tls.Details[0]);
        Assert.Contains("issued by Test Authority, valid from", tls.Details[1]);
        Assert.Equal(verdict == WhyVerdict.Open, answer.Phases[^1].Text == "the server speaks first: \"220 ready\"");
    }

    [Fact]
    public async Task A_server_without_Tls_is_quoted_where_Tls_was_asked_for()
    {
        using var server = new OneServer(static async client => await client.SendAsync("SSH-2.0-x\r\n"u8.ToArray()));
        var answer = await Ask($"tls:127.0.0.1:{server.Port}");
        Assert.Equal(WhyVerdict.TlsFailed, answer.Verdict);
        Assert.Contains("speaks no TLS: it answered \"SSH-2.0-x\"", answer.Sentence);
    }

    [Fact]
    public async Task Datagrams_that_nobody_receives_are_told_from_silence()
    {
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)receiver.LocalEndPoint!).Port;
        var heard = await Ask($"udp:127.0.0.1:{port}", listening: 50);
        Assert.Equal(WhyVerdict.Open, heard.Verdict);
        Assert.Contains($"(pid {Environment.ProcessId}) receives on 127.0.0.1:{port}", heard.Sentence);
        receiver.Dispose();
        Assert.Equal(WhyVerdict.Refused, (await Ask($"udp:127.0.0.1:{port}")).Verdict);
    }

    [NeedsFact("linux")]
    public async Task Unix_sockets_fail_in_five_ways()
    {
        using var folder = new TemporaryFolder();
        Task<WhyAnswer> At(string name) => Ask($"unix:{folder[name]}", listening: 50, timeout: 500);
        Assert.Equal((WhyVerdict.Refused, $"{folder["none"]} does not exist"), Summary(await At("none")));
        Assert.Equal((WhyVerdict.Refused, $"{folder["no"]} does not exist"), Summary(await At("no/such")));
        folder.Write("file", "");
        Assert.Equal((WhyVerdict.Refused, $"{folder["file"]} is a file, not a socket"), Summary(await At("file")));

        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(folder["server"]));
        server.Listen(4);
        Assert.Equal(WhyVerdict.Open, (await At("server")).Verdict);
        using var waiting = new Held();
        while (waiting.Connects(folder["server"]))
        {
            // Until the backlog is full; those that the question above made and closed wait in it too.
        }

        var full = await At("server");
        Assert.Equal(WhyVerdict.BacklogFull, full.Verdict);
        Assert.Contains($"(pid {Environment.ProcessId}) does not accept", full.Sentence);
        // .NET deletes the file it has bound; one that was renamed stays, as that of a server that was killed does.
        File.Move(folder["server"], folder["stale"]);
        server.Dispose();
        Assert.Equal((WhyVerdict.Refused, $"the socket file {folder["stale"]} is there, but no process listens on it"), Summary(await At("stale")));
    }

    [Fact]
    public async Task A_listening_address_is_free_taken_or_not_of_this_machine()
    {
        using var server = new OneServer(Silent);
        var taken = await Ask($"tcp-listen:127.0.0.1:{server.Port}");
        Assert.Equal(WhyVerdict.AddressInUse, taken.Verdict);
        Assert.Contains($"127.0.0.1:{server.Port} is held by ", taken.Sentence);
        Assert.Equal(WhyVerdict.AddressInUse, (await Ask($"tcp-listen:0.0.0.0:{server.Port}")).Verdict);
        var port = server.Port;
        server.Dispose();
        Assert.Equal(WhyVerdict.CanBind, (await Ask($"tcp-listen:127.0.0.1:{port}")).Verdict);
        Assert.Equal(WhyVerdict.CanBind, (await Ask("tcp-listen:0")).Verdict);
        var away = await Ask("tcp-listen:192.0.2.1:8080");
        Assert.Equal(WhyVerdict.AddressNotHere, away.Verdict);
        Assert.Contains("EADDRNOTAVAIL", away.Sentence);
    }

    [Theory]
    [InlineData("exec:cat")]
    [InlineData("tcp:db:80,via=socks5:proxy:1080")]
    [InlineData("multicast:239.1.2.3:5000")]
    public async Task What_it_cannot_ask_about_is_said(string address) =>
        Assert.NotEmpty((await Assert.ThrowsAsync<AddressNotSupportedException>(() => Ask(address))).Hint!);

    static (WhyVerdict, string) Summary(WhyAnswer answer) => (answer.Verdict, answer.Sentence);

    static Task<WhyAnswer> Ask(string address, int timeout = 10_000, int listening = 10_000) => WhyQuestion.AskAsync(
        Address.Parse(address), new WhyOptions { Timeout = TimeSpan.FromMilliseconds(timeout), Listening = TimeSpan.FromMilliseconds(listening) });

    sealed class Held : IDisposable
    {
        readonly List<Socket> _sockets = [];

        public bool Connects(string path)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            _sockets.Add(socket);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());
    }
}
