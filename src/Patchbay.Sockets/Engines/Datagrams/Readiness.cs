namespace Patchbay.Sockets;

/// <summary>
/// Tells when the kernel has something for a socket or room for it, and where code that waited goes on. Each engine has its own; system calls on the
/// socket are its owner's.
/// </summary>
internal abstract class Readiness
{
    protected Readiness()
    {
        Readable = new ReadinessSignal(this, ReadinessDirection.Receive);
        Writable = new ReadinessSignal(this, ReadinessDirection.Send);
    }

    public ReadinessSignal Readable { get; }

    public ReadinessSignal Writable { get; }

    /// <summary>Code of the socket may go on where it runs now, without a wait. Asked once for each receive.</summary>
    public virtual bool MayGoOn() => true;

    /// <summary>Signals once when the socket is ready, or has an error to tell. Any thread; asking again before that changes nothing.</summary>
    public abstract void Arm(ReadinessDirection direction);

    /// <summary>Runs what waited. Any thread.</summary>
    public abstract void Resume(IThreadPoolWorkItem continuation);

    /// <summary>Ends every wait; when the task completes, the kernel no longer uses the descriptor. Call once.</summary>
    public Task CloseAsync()
    {
        Readable.Close();
        Writable.Close();
        return StopAsync();
    }

    protected abstract Task StopAsync();
}
