using System.Buffers;
using System.Net;
using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// A socket of datagrams with one peer, or a group: each message is a message. Has no end of its own; once the other end has finished it is over after a time
/// of silence.
/// </summary>
/// <param name="socket">Owned.</param>
/// <param name="name">Who it is, for people.</param>
/// <param name="peer">Where messages go on a socket that is not connected; else null.</param>
/// <param name="messageSize">How much of a stream makes one message.</param>
/// <param name="quiet">The silence after the other end's finish that ends it.</param>
/// <param name="clock">Counts the silence.</param>
/// <param name="own">Knows what we sent to a group, which we do not want to hear again; null where nothing comes back.</param>
/// <param name="words">Tells a received message to a person, who gets that instead of its bytes; null to give the bytes.</param>
sealed class DatagramEnd(DatagramSocket socket, string name, EndPoint? peer, int messageSize, TimeSpan quiet, TimeProvider clock, OwnMessages? own = null, Func<DatagramBatch, int, string>? words = null) : PatchEnd
{
    // Room for a few of the largest; what is not touched costs no memory.
    const int MostAtOnce = 8, LargestMessage = 65_535;

    readonly DatagramBatch _received = new(MostAtOnce, LargestMessage);
    readonly DatagramBatch _sending = new(MostAtOnce, LargestMessage);
    readonly CancellationTokenSource _aborted = new();
    readonly QuietTime _quiet = new(quiet, clock);
    int _next;

    public override string Name => name;

    public override EndPoint? Local => socket.LocalEndPoint;

    public override EndPoint? Remote => socket.RemoteEndPoint ?? peer;

    public override bool KeepsBoundaries => true;

    public override int MessageSize => messageSize;

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (_next == _received.Count)
        {
            _next = 0;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _quiet.Over, _aborted.Token);
            try
            {
                await socket.ReceiveAsync(_received, either.Token);
            }
            catch (OperationCanceledException) when (_quiet.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested && !_aborted.IsCancellationRequested)
            {
                return new PatchRead(default, IsEnd: true);
            }

            DropOwn();
            if (_received.Count > 0)
            {
                _quiet.Moved();
            }
        }

        ReadOnlyMemory<byte> message = words is null ? _received[_next] : Encoding.ASCII.GetBytes(words(_received, _next) + "\n");
        return new PatchRead(new ReadOnlySequence<byte>(message), IsEnd: false, MoreFollows: _next + 1 < _received.Count);
    }

    public override void Advance() => _next = Math.Min(_next + 1, _received.Count);

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        Messages.Add(_sending, bytes, peer);
        own?.Sent(bytes);
        if (!more || _sending.Count == _sending.Capacity)
        {
            try
            {
                await socket.SendAsync(_sending, _aborted.Token);
            }
            finally
            {
                _sending.Clear();
            }

            _quiet.Moved();
        }
    }

    public override ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _quiet.Start();
        return default;
    }

    public override string DescribeReceiveFailure(Exception error) => error.Message.TrimEnd('.');

    public override string DescribeSendFailure(Exception error) => error.Message.TrimEnd('.');

    public override void Abort(string reason) => _aborted.Cancel();

    public override async ValueTask DisposeAsync()
    {
        await socket.DisposeAsync();
        _aborted.Dispose();
        _quiet.Dispose();
    }

    void DropOwn()
    {
        for (var i = 0; own is not null && i < _received.Count;)
        {
            if (own.Take(_received[i].Span, _received.Peer(i)))
            {
                _received.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }
    }
}
