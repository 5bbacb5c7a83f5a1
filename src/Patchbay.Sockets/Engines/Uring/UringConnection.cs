using System.Buffers;
using System.IO.Pipelines;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// A stream socket on a ring. Its state belongs to the ring's thread; readers, writers and aborts on other threads reach it by messages. The descriptor is
/// closed only when no operation is outstanding and no other thread is in a call on it, so a number that the kernel reuses is never touched.
/// </summary>
internal sealed partial class UringConnection : EngineConnection, IDuplexPipe, IRingTarget
{
    readonly RingThread _ring;
    readonly RingPipeReader _input;
    readonly RingPipeWriter _output;
    readonly bool _isTcp;
    PackedEndPoint _remote;
    volatile int _descriptor;
    int _holds;
    volatile int _sendErrno;
    volatile bool _isDisposing, _finishing;
    TaskCompletionSource? _closed;

    // The ring thread's own.
    int _slot, _cancels;
    TransientRetry _shortage;
    bool _receiving, _receivePaused, _inputEnded, _inputUnwanted, _outputEnded, _closing, _closeBegun, _isClosed;

    public UringConnection(RingThread ring, int descriptor, bool isTcp, bool halfClose, long socketId)
        : base(halfClose, socketId)
    {
        _ring = ring;
        _descriptor = descriptor;
        _isTcp = isTcp;
        _input = new RingPipeReader(this, ring);
        _output = new RingPipeWriter(this, ring);
        Transport = this;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    protected override EngineKind Engine => _ring.Settings.IsPinned ? EngineKind.UringPinned : EngineKind.Uring;

    protected override bool IsTcp => _isTcp;

    public override int Descriptor => _descriptor;

    public override MemoryPool<byte> MemoryPool => _ring.Settings.Options.Pool;

    public override long BytesUnread => _input.Unread;

    public override long BytesUnsent => _output.Unsent;

    /// <summary>Takes its place on the ring and starts receiving. Any thread, once.</summary>
    public void Start() => _ring.Run(static connection => ((UringConnection)connection).StartOnRing(), this);

    void StartOnRing()
    {
        _slot = _ring.Add(this);
        if (_ring.IsStopping)
        {
            OnRingStopping();
        }
        else
        {
            Receive();
        }
    }

    void IRingTarget.OnCompletion(RingOp op, in CompletionEntry completion)
    {
        if (op == RingOp.Receive)
        {
            OnReceived(in completion);
        }
        else if (op == RingOp.Send)
        {
            _output.OnSent(completion.Result);
        }
        else if (op == RingOp.Cancel)
        {
            OnCancelled(completion.Result);
        }
    }
}
