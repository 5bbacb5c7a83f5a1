using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.TestSupport;

/// <summary>A plain IRC client on a socket, whose every wait has an end.</summary>
sealed class IrcPeer : IDisposable
{
    readonly Socket _socket;
    readonly StreamReader _reader;

    IrcPeer(Socket socket) => (_socket, _reader) = (socket, new StreamReader(new NetworkStream(socket), new UTF8Encoding(false)));

    public Socket Socket => _socket;

    public static async Task<IrcPeer> ConnectAsync(EndPoint endPoint, int? receiveBuffer = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(endPoint).WaitAsync(ChildProcess.Limit);
        return new IrcPeer(socket);
    }

    /// <summary>Connected, registered, and in a channel when one is named.</summary>
    public static async Task<IrcPeer> JoinAsync(EndPoint endPoint, string nick, string? channel = null, int? receiveBuffer = null)
    {
        var peer = await ConnectAsync(endPoint, receiveBuffer);
        await peer.SayAsync($"NICK {nick}", $"USER {nick} 0 * :{nick}");
        await peer.UntilAsync(" 422 ");
        if (channel is not null)
        {
            await peer.SayAsync($"JOIN {channel}");
            await peer.UntilAsync(" 366 ");
        }

        return peer;
    }

    public async Task SayAsync(params string[] lines) => await _socket.SendAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\r\n")))).WaitAsync(ChildProcess.Limit);

    /// <summary>The next line, or null at the end.</summary>
    public async Task<string?> LineAsync()
    {
        try
        {
            return await _reader.ReadLineAsync().WaitAsync(ChildProcess.Limit);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The first line that holds a text.</summary>
    public async Task<string> UntilAsync(string part)
    {
        while (await LineAsync() is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException($"The server ended before '{part}'.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
