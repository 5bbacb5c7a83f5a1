using System.Text.Json;

namespace Patchbay.Tests.CommandLine;

public class BadInputTests
{
    [Theory]
    [InlineData(2, "there is no verb 'conect'", "Did you mean 'connect'?", "conect", "echo")]
    [InlineData(2, "there is no option '--probbe' for connect", "Did you mean '--probe'?", "connect", "--probbe", "echo")]
    [InlineData(2, "there is no option '--verison'", "Did you mean '--version'?", "--verison")]
    [InlineData(2, "connect needs its ADDRESS", "connect --help", "connect")]
    [InlineData(2, "'b:2' is one argument too many for connect", "connect --help", "connect", "a:1", "b:2")]
    [InlineData(2, "there is no service 'eco'", "Did you mean 'echo'?", "up", "eco")]
    [InlineData(2, "there is no service 'eco'", "Did you mean 'echo'?", "serve", "eco")]
    [InlineData(2, "'exec:cat' is no address to listen on", ":7007", "serve", "echo", "exec:cat")]
    [InlineData(2, "'exec:cat' is no address to listen on", ":7100", "listen", "exec:cat")]
    [InlineData(2, "there is no key 'echo.listn'", "Did you mean 'echo.listen'?", "up", "--set", "echo.listn=:1")]
    [InlineData(2, "must be a whole number", "Default: 10000.", "up", "--set", "echo.max-connections=many")]
    [InlineData(2, "'fast' is no engine", "auto", "connect", "--engine", "fast", "127.0.0.1:1")]
    [InlineData(2, "'soon' must be a number with a unit", "10s", "connect", "--timeout", "soon", "127.0.0.1:1")]
    [InlineData(2, "'--json=xml' is no form of --json", "--json=lines", "--json=xml", "address", "a:1")]
    [InlineData(2, "'sometimes' is no value of --color", "never", "--color", "sometimes", "address", "a:1")]
    [InlineData(2, "'tcp-listen:1' listens, and connect goes out", "listen tcp-listen:1", "connect", "tcp-listen:1")]
    [InlineData(3, "'65508' is no value for 'size'", "1 to 65507 bytes", "connect", "udp:127.0.0.1:9,size=65508")]
    [InlineData(3, "'192.0.2.1' is no multicast group", "224.0.0.0 to 239.255.255.255", "connect", "multicast:192.0.2.1:5000")]
    [InlineData(3, "'udp' cannot carry tls: it is no stream of bytes", "tls+unix:/run/x", "connect", "tls+udp:127.0.0.1:1")]
    [InlineData(3, "'file' cannot carry ws: it is no stream of bytes", "ws+unix:/run/x", "patch", "-", "ws+file:/tmp/x")]
    [InlineData(2, "both files are only written", "The first is read", "patch", "file:/tmp/a,write", "file:/tmp/b")]
    [InlineData(2, "both files are only read", "The first is read", "patch", "file:/tmp/a", "file:/tmp/b,read")]
    [InlineData(2, "both addresses are members of the group multicast:239.1.2.3:5000", "iface= on both", "patch", "multicast:239.1.2.3:5000,iface=lo", "multicast:239.1.2.3:5000,ttl=0")]
    [InlineData(4, "this machine has no interface no-such-0", "`ip link` lists them", "connect", "multicast:239.1.2.3:5000,iface=no-such-0")]
    [InlineData(4, "udp:127.0.0.1:9 is no address of a stream socket", "tcp: and unix:", "connect", "--probe", "udp:127.0.0.1:9")]
    [InlineData(2, "tls+exec:cat has no host whose name the certificate could have", "sni=NAME", "connect", "tls+exec:cat")]
    [InlineData(3, "There is no scheme 'gopher'", "^\nKnown are tcp", "connect", "gopher:a:70")]
    [InlineData(3, "Port 70000 is out of range", "          ^\nPorts go from 0 to 65535.", "connect", "127.0.0.1:70000")]
    [InlineData(3, "The host is missing", "^\nFor this machine write localhost:80.", "connect", ":80")]
    [InlineData(3, "Port 70000 is out of range", "^", "serve", "echo", ":70000")]
    [InlineData(2, "there is no file /no/such/ca.pem", "take the path of a file", "connect", "tls:127.0.0.1:1,ca=/no/such/ca.pem")]
    [InlineData(2, "there is no file /no/such/cert.pem", "take the path of a file", "serve", "echo", "tls-listen:0,cert=/no/such/cert.pem")]
    [InlineData(2, " has no certificate to show", "cert=auto", "serve", "echo", "tls-listen:127.0.0.1:0")]
    [InlineData(2, "ca=, pin= and insecure say different things", "Keep one", "connect", "tls:127.0.0.1:1,ca=auto,insecure")]
    [InlineData(2, "ca=auto finds no certificate of this user's", "cert=auto makes it", "connect", "--data", "/no/such/data", "tls:127.0.0.1:1,ca=auto")]
    [InlineData(3, "'v3' is no value for 'proxy-protocol'", "It takes v1 or v2.", "connect", "127.0.0.1:1,proxy-protocol=v3")]
    [InlineData(3, "'sha256:12' is no value for 'pin'", "64 hexadecimal digits", "connect", "tls:127.0.0.1:1,pin=sha256:12")]
    [InlineData(3, "'auto' is no value for 'cert'", "cert=client.pem", "connect", "tls:127.0.0.1:1,cert=auto")]
    [InlineData(7, "127.0.0.1:1 refused the connection", "nothing listens on 1", "connect", "tls:127.0.0.1:1")]
    [InlineData(45, "192.0.2.1:7 is no address of this machine", "127.0.0.1", "serve", "echo", "192.0.2.1:7")]
    public async Task A_mistake_gets_one_line_a_hint_and_its_exit_code(int code, string message, string hint, params string[] args)
    {
        var run = await ProgramRun.RunAsync(args);
        Assert.Equal(code, (int)run.ExitCode);
        var lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.StartsWith("patchbay: ", lines[0]);
        Assert.Contains(message, lines[0]);
        Assert.Contains(hint, string.Join('\n', lines[1..]));
        // An address is shown with its caret between the line and the hint.
        Assert.InRange(lines.Length, 2, 4);
        Assert.Equal("", run.Output);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task A_service_of_no_node_says_how_to_start_one()
    {
        var run = await ProgramRun.RunAsync("connect", "echo", "--data", ProgramRun.NoNode);
        Assert.Equal(ExitCode.CannotConnect, run.ExitCode);
        Assert.Contains("no node runs", run.Error);
        Assert.Contains("patchbay up", run.Error);
    }

    [Fact]
    public async Task A_word_that_is_no_service_asks_for_a_port()
    {
        var run = await ProgramRun.RunAsync("connect", "database", "--data", ProgramRun.NoNode);
        Assert.Equal(ExitCode.NameNotResolved, run.ExitCode);
        Assert.Contains("database:80", run.Error);
    }

    [Fact]
    public async Task With_json_the_error_is_a_document_with_the_same_code()
    {
        var run = await ProgramRun.RunAsync("--json", "connect", "--probe", "127.0.0.1:70000");
        Assert.Equal(ExitCode.BadAddress, run.ExitCode);
        var document = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("error", document.GetProperty("event").GetString());
        Assert.Equal(3, document.GetProperty("data").GetProperty("exitCode").GetInt32());
    }
}
