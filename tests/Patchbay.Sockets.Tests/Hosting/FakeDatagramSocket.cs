using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>A datagram socket that a test plays: what it receives, what it sends, and what goes wrong.</summary>
sealed class FakeDatagramSocket(EndPoint local) : DatagramSocket
{
    readonly Channel<Action<DatagramBatch>> _toReceive = Channel.CreateUnbounded<Action<DatagramBatch>>();

    public Channel<(byte[] Bytes, EndPoint? Peer)> Sent { get; } = Channel.CreateUnbounded<(byte[], EndPoint?)>();

    /// <summary>Throws what the next send is to meet.</summary>
    public Func<DatagramBatch, CancellationToken, ValueTask>? OnSend { get; set; }

    public bool IsClosed { get; private set; }

    public override EndPoint LocalEndPoint => local;

    public override EndPoint? RemoteEndPoint => null;

    public override long Dropped => 3;

    /// <summary>One batch.</summary>
    public void Deliver(params (byte[] Bytes, EndPoint? Peer)[] datagrams) => Deliver(batch =>
    {
        foreach (var (bytes, peer) in datagrams)
        {
            batch.TryAdd(bytes, peer);
        }
    });

    public void Deliver(Action<DatagramBatch> fill) => _toReceive.Writer.TryWrite(fill);

    public override async ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        batch.Clear();
        (await _toReceive.Reader.ReadAsync(cancellationToken))(batch);
        return batch.Count;
    }

    public override async ValueTask SendAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        if (OnSend is { } meet)
        {
            await meet(batch, cancellationToken);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            Note(batch, i);
        }
    }

    public void Note(DatagramBatch batch, int index) => Sent.Writer.TryWrite((batch[index].ToArray(), batch.Peer(index)));

    public override bool TryTakeError([NotNullWhen(true)] out DatagramError? error)
    {
        error = null;
        return false;
    }

    public override void Join(MulticastMembership membership) => throw new NotSupportedException();

    public override void Leave(MulticastMembership membership) => throw new NotSupportedException();

    public override ValueTask DisposeAsync()
    {
        IsClosed = true;
        return default;
    }
}
