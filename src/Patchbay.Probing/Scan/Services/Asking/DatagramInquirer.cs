using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>Asks a UDP port: what fits it, twice, since a datagram may be lost; else a few general questions, each once.</summary>
sealed class DatagramInquirer(ServiceInquiry inquiry, IPEndPoint target, string host, ServiceDetectorOptions options)
{
    readonly byte[] _buffer = new byte[65_536];

    public async Task RunAsync(CancellationToken stop)
    {
        Socket socket;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        }
        catch (SocketException error)
        {
            inquiry.Note($"not asked: {error.Message}");
            return;
        }

        using (socket)
        {
            var isOurs = inquiry.Expected;
            while (!inquiry.IsSettled && inquiry.Next(inTls: false) is { } protocol)
            {
                for (var tries = protocol == isOurs ? 2 : 1; tries > 0 && !await AskAsync(socket, protocol, stop); tries--)
                {
                }
            }
        }
    }

    // True when something came back.
    async Task<bool> AskAsync(Socket socket, ServiceProtocol protocol, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.Answering);
        try
        {
            if (!socket.Connected)
            {
                await socket.ConnectAsync(target, stop);
            }

            var request = protocol.Request!(host);
            await socket.SendAsync(request.AsMemory(), limit.Token);
            var count = await socket.ReceiveAsync(_buffer, limit.Token);
            inquiry.Answered(protocol, request.AsSpan(), _buffer.AsSpan(0, Math.Min(count, options.MostBytes)), null);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
        catch (SocketException)
        {
            // The port is closed by now, or the way to it is.
            return true;
        }
    }
}
