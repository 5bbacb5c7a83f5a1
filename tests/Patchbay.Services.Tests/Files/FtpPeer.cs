using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Services.Tests.Files;

/// <summary>A client that sends what a test tells it, byte by byte if need be. Every wait has an end.</summary>
sealed class FtpPeer : IDisposable
{
    readonly Socket _socket;
    Stream _stream;

    FtpPeer(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket));

    public IPAddress Server => ((IPEndPoint)_socket.RemoteEndPoint!).Address;

    public static async Task<FtpPeer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint).WaitAsync(ChildProcess.Limit);
        return new FtpPeer(socket);
    }

    public async Task<string> SayAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReplyAsync();
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(ChildProcess.Limit);

    /// <summary>The last byte as urgent data, as python's ftplib sends ABOR.</summary>
    public void SendUrgent(byte[] bytes) => Assert.Equal(bytes.Length, _socket.Send(bytes, SocketFlags.OutOfBand));

    /// <summary>One reply, its lines joined by LF; empty at the end.</summary>
    public async Task<string> ReplyAsync()
    {
        var reply = new StringBuilder();
        while (await LineAsync() is { } line)
        {
            reply.Append(line);
            if (line.Length < 4 || line[3] == ' ' && char.IsAsciiDigit(line[0]))
            {
                return reply.ToString();
            }

            reply.Append('\n');
        }

        return reply.ToString();
    }

    /// <summary>A socket to the port that PASV names.</summary>
    public async Task<Socket> PassiveAsync(IPAddress? from = null)
    {
        var reply = await SayAsync("EPSV");
        return await DataAsync(PortOf(reply), from);
    }

    public static int PortOf(string reply) => int.Parse(reply.Split('|')[3]);

    public async Task<Socket> DataAsync(int port, IPAddress? from = null)
    {
        var data = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
        {
            data.Bind(new IPEndPoint(from, 0));
        }

        await data.ConnectAsync(Server, port).WaitAsync(ChildProcess.Limit);
        return data;
    }

    /// <summary>A file from the server.</summary>
    public async Task<byte[]> RetrieveAsync(string command)
    {
        using var data = await PassiveAsync();
        Assert.StartsWith("150 ", await SayAsync(command));
        using var peer = PeerSocket.Own(data);
        var bytes = await peer.ReceiveToEndAsync();
        Assert.StartsWith("226 ", await ReplyAsync());
        return bytes;
    }

    /// <summary>A file to the server.</summary>
    public async Task StoreAsync(string command, byte[] bytes)
    {
        using var data = await PassiveAsync();
        Assert.StartsWith("150 ", await SayAsync(command));
        using (var peer = PeerSocket.Own(data))
        {
            await peer.SendAsync(bytes);
        }

        Assert.StartsWith("226 ", await ReplyAsync());
    }

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: true, static (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(ChildProcess.Limit);
        _stream = tls;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    async Task<string?> LineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream.ReadAsync(one).AsTask().WaitAsync(ChildProcess.Limit) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
