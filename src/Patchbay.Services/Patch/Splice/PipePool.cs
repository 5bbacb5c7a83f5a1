using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>The pipes of one thread. A direction holds one only while bytes are inside it, so a few serve thousands. Not thread-safe.</summary>
internal sealed class PipePool(SpliceSettings settings) : IDisposable
{
    // Kept for the next: making a pipe costs as much as moving 64 KiB through it.
    const int MostFree = 64;

    // How long to do without after the kernel had none left: asking at every read would cost more than it brings.
    const long Pause = 1000;

    readonly Stack<KernelPipe> _free = new();
    long _noneBefore;
    bool _mayGrow = true;

    /// <summary>Pipes that are open, free and rented.</summary>
    public int Open { get; private set; }

    /// <summary>An empty pipe, or null when there is none to be had now: then bytes are copied.</summary>
    /// <param name="now">Milliseconds.</param>
    public KernelPipe? Rent(long now)
    {
        if (_free.TryPop(out var free))
        {
            return free;
        }

        if (now < _noneBefore || Open >= settings.MostPipes)
        {
            return null;
        }

        var errno = settings.Faults?.Errno(SplicePoint.Pipe) ?? 0;
        var pipe = errno == 0 ? KernelPipe.TryCreate(out errno) : null;
        if (pipe is null)
        {
            _noneBefore = now + Pause;
            return null;
        }

        Open++;

        // 256 KiB from the start: with 64 busy relays, pipes of 64 KiB moved a sixth fewer bytes a CPU-second.
        Grow(pipe);
        return pipe;
    }

    /// <summary>Gives back an empty pipe.</summary>
    public void Return(KernelPipe pipe)
    {
        if (_free.Count < MostFree)
        {
            _free.Push(pipe);
        }
        else
        {
            Discard(pipe);
        }
    }

    /// <summary>Gives back a pipe that has bytes in it that nobody wants.</summary>
    public void Discard(KernelPipe pipe)
    {
        pipe.Dispose();
        Open--;
    }

    /// <summary>Makes the pipe of a busy direction larger; once the kernel refuses (pipe-user-pages-soft), none is grown any more.</summary>
    public void Grow(KernelPipe pipe)
    {
        if (_mayGrow && pipe.Size < settings.LargestPipe)
        {
            _mayGrow = (settings.Faults?.Errno(SplicePoint.Grow) ?? 0) == 0 && pipe.TryResize(Math.Min(pipe.Size * 4, settings.LargestPipe), out _);
        }
    }

    /// <summary>Closes what is free.</summary>
    public void Dispose()
    {
        while (_free.TryPop(out var pipe))
        {
            Discard(pipe);
        }
    }
}
