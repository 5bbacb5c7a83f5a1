using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Services.Tests.Chat;

/// <summary>One of many members of a channel: reads all the time and counts what it gets.</summary>
sealed class BigPeer : IDisposable
{
    readonly Socket _socket;
    readonly string _said;
    readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously), _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _messages, _quits;
    (int Messages, int Quits) _awaited = (int.MaxValue, int.MaxValue);

    BigPeer(Socket socket, string channel) => (_socket, _said) = (socket, $" PRIVMSG {channel} :message ");

    /// <summary>It is in the channel.</summary>
    public Task Joined => _joined.Task;

    /// <summary>Messages that came out of their order.</summary>
    public int Lost { get; private set; }

    public static async Task<BigPeer> StartAsync(EndPoint endPoint, string nick, string channel)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint).WaitAsync(ChildProcess.Limit);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"NICK {nick}\r\nUSER {nick} 0 * :x\r\nJOIN {channel}\r\n"));
        var peer = new BigPeer(socket, channel);
        _ = peer.ReadAsync();
        return peer;
    }

    /// <summary>Waits for so many messages and QUITs.</summary>
    public Task UntilAsync(int messages, int quits)
    {
        lock (_said)
        {
            _awaited = (messages, quits);
            Check();
        }

        return _done.Task;
    }

    public void Dispose() => _socket.Dispose();

    async Task ReadAsync()
    {
        try
        {
            using var lines = new StreamReader(new NetworkStream(_socket));
            while (await lines.ReadLineAsync() is { } line)
            {
                Take(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    void Take(string line)
    {
        lock (_said)
        {
            if (line.Contains(_said, StringComparison.Ordinal))
            {
                Lost += line.EndsWith($"message {_messages++}", StringComparison.Ordinal) ? 0 : 1;
            }
            else if (line.EndsWith(" QUIT :SendQ exceeded", StringComparison.Ordinal))
            {
                _quits++;
            }
            else if (line.Contains(" 366 ", StringComparison.Ordinal))
            {
                _joined.TrySetResult();
            }

            Check();
        }
    }

    void Check()
    {
        if (_messages >= _awaited.Messages && _quits >= _awaited.Quits)
        {
            _done.TrySetResult();
        }
    }
}
