using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// Readiness by IORING_OP_POLL_ADD: one completion announces any number of datagrams, which one recvmmsg(2) then takes. Polls are one-shot and armed
/// only while somebody waits, so a busy socket costs the ring nothing.
/// </summary>
internal sealed class RingReadiness : Readiness, IRingTarget
{
    // Receives that a pinned socket may do in a row before the ring's other targets have their turn.
    const int MostInARow = 16;

    readonly RingThread _ring;
    readonly int _descriptor;
    readonly Action _onRingStopping;
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _inARow;

    // The ring thread's own.
    int _slot = -1;
    bool _receiveArmed, _sendArmed, _stopping;

    /// <param name="ring">Where it waits.</param>
    /// <param name="descriptor">An open socket; stays open until <see cref="Readiness.CloseAsync"/> is through.</param>
    /// <param name="onRingStopping">Closes the socket.</param>
    public RingReadiness(RingThread ring, int descriptor, Action onRingStopping)
    {
        _ring = ring;
        _descriptor = descriptor;
        _onRingStopping = onRingStopping;
        ring.Run(static readiness => ((RingReadiness)readiness).StartOnRing(), this);
    }

    /// <summary>Pinned, a socket's code runs on the ring's thread: whoever calls from elsewhere is brought there by a wait.</summary>
    public override bool MayGoOn()
    {
        if (!_ring.Settings.IsPinned)
        {
            return true;
        }

        if (!_ring.IsCurrent || ++_inARow > MostInARow)
        {
            _inARow = 0;
            return false;
        }

        return true;
    }

    public override void Arm(ReadinessDirection direction) => _ring.Run(
        direction == ReadinessDirection.Receive ? static readiness => ((RingReadiness)readiness).ArmReceive() : static readiness => ((RingReadiness)readiness).ArmSend(),
        this);

    public override void Resume(IThreadPoolWorkItem continuation) => _ring.Resume(continuation);

    protected override Task StopAsync()
    {
        _ring.Run(static readiness => ((RingReadiness)readiness).StopOnRing(), this);
        return _stopped.Task;
    }

    void StartOnRing()
    {
        _slot = _ring.Add(this);
        if (_ring.IsStopping)
        {
            _onRingStopping();
        }
    }

    void ArmReceive()
    {
        if (_slot < 0)
        {
            // The start was posted first and has not had its turn.
            _ring.Post(static readiness => ((RingReadiness)readiness).ArmReceive(), this);
        }
        else if (!_receiveArmed && !_stopping)
        {
            _receiveArmed = true;
            _ring.Poll(_slot, RingOp.Receive, _descriptor, PollEvents.In);
        }
    }

    void ArmSend()
    {
        if (_slot < 0)
        {
            // The start was posted first and has not had its turn.
            _ring.Post(static readiness => ((RingReadiness)readiness).ArmSend(), this);
        }
        else if (!_sendArmed && !_stopping)
        {
            _sendArmed = true;
            _ring.Poll(_slot, RingOp.Send, _descriptor, PollEvents.Out);
        }
    }

    void StopOnRing()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        if (_slot < 0)
        {
            // The start was posted first and has not had its turn.
            _ring.Post(static readiness => ((RingReadiness)readiness).Cancel(), this);
        }
        else
        {
            Cancel();
        }
    }

    void Cancel()
    {
        if (_ring.Outstanding(_slot) > 0)
        {
            // Invariant: close(2) alone would leave the polls waiting on the open file.
            _ring.CancelAll(_slot, _descriptor);
        }
        else
        {
            ((IRingTarget)this).OnQuiescent();
        }
    }

    void IRingTarget.OnCompletion(RingOp op, in CompletionEntry completion)
    {
        switch (op)
        {
            case RingOp.Receive:
                _receiveArmed = false;
                Readable.Signal();
                break;
            case RingOp.Send:
                _sendArmed = false;
                Writable.Signal();
                break;
            case RingOp.Cancel when _ring.Outstanding(_slot) > 0:
                // A poll that was just woken is in no list that a cancellation searches.
                _ring.CancelAll(_slot, _descriptor);
                break;
        }
    }

    void IRingTarget.OnQuiescent()
    {
        if (_stopping && !_stopped.Task.IsCompleted)
        {
            _ring.Remove(_slot);
            _stopped.SetResult();
        }
    }

    void IRingTarget.OnRingStopping() => _onRingStopping();
}
