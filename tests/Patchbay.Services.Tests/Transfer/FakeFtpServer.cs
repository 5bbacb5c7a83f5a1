using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Services.Tests.Transfer;

/// <summary>An FTP server that says what a test wants it to say. Serves connections one after another.</summary>
sealed class FakeFtpServer : IAsyncDisposable
{
    readonly TcpListener _control = new(IPAddress.Loopback, 0);
    readonly TcpListener _data = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Task _serving;

    public FakeFtpServer()
    {
        _control.Start();
        _data.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_control.LocalEndpoint).Port;

    public int DataPort => ((IPEndPoint)_data.LocalEndpoint).Port;

    /// <summary>What was asked, with arguments.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>The answer to a command in place of the usual one: whole lines, or empty for none at all.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    /// <summary>What goes over the data connection for a command.</summary>
    public Func<string, byte[]> Data { get; set; } = static _ => [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _control.Stop();
        _data.Stop();
        await _serving;
        _stop.Dispose();
    }

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _control.AcceptSocketAsync(_stop.Token);
                await TalkAsync(new NetworkStream(client));
            }
        }
        catch (Exception error) when (_stop.IsCancellationRequested && error is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task TalkAsync(NetworkStream stream)
    {
        try
        {
            await SayAsync(stream, Answer("") ?? "220 ready\r\n");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(_stop.Token) is { } command)
            {
                lock (Commands)
                {
                    Commands.Add(command);
                }

                await SayAsync(stream, Answer(command) ?? Usual(command));
                if (command.Split(' ')[0] is "RETR" or "LIST" or "MLSD" && Answer(command) is null)
                {
                    using (var data = await _data.AcceptSocketAsync(_stop.Token))
                    {
                        await data.SendAsync(Data(command), _stop.Token);
                        data.Shutdown(SocketShutdown.Both);
                    }

                    await SayAsync(stream, "226 done\r\n");
                }
            }
        }
        catch (IOException)
        {
            // The client has left.
        }
    }

    string Usual(string command) => command.Split(' ')[0] switch
    {
        "USER" => "331 and the password?\r\n",
        "PASS" => "230 come in\r\n",
        "FEAT" => "211-Features:\r\n MLST type*;size*;modify*;\r\n211 End\r\n",
        "EPSV" => $"229 Entering Extended Passive Mode (|||{DataPort}|)\r\n",
        "PWD" => "257 \"/\" is where you are\r\n",
        "RETR" or "LIST" or "MLSD" => "150 here it comes\r\n",
        "SIZE" or "MDTM" or "OPTS" => "500 what?\r\n",
        "QUIT" => "221 bye\r\n",
        _ => "200 fine\r\n",
    };

    async Task SayAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token).AsTask().WaitAsync(ChildProcess.Limit);
}
