using System.Diagnostics;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>Whether io_uring works here: not by the kernel's version, but by sending a byte through a ring as the engine does it.</summary>
internal static unsafe class UringProbe
{
    const ushort Group = 0;
    const ulong ReceiveTag = 1;
    const ulong SendTag = 2;

    // A round trip takes microseconds; this is for a kernel that accepts the ring and never completes.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>True when a byte made the round trip; else the reason, in words that fit into a sentence.</summary>
    public static bool Works(out string reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            reason = "io_uring is Linux's";
            return false;
        }

        // Padding and alignment of the shared structures are those of 64-bit systems.
        if (!Environment.Is64BitProcess)
        {
            reason = "io_uring is used in 64-bit processes only";
            return false;
        }

        var errno = RoundTrip();
        reason = errno == 0 ? "" : Reason(errno);
        return errno == 0;
    }

    /// <summary>Why the kernel refused, in words.</summary>
    public static string Reason(int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => "io_uring is not permitted here",
        Errno.ENOSYS => "this kernel has no io_uring",
        Errno.EINVAL => "this kernel's io_uring is older than Linux 6.1",
        Errno.ENOMEM => "io_uring was refused memory: raise RLIMIT_MEMLOCK (ulimit -l)",
        Errno.ETIMEDOUT => "io_uring accepted a test and never completed it",
        _ => $"io_uring failed: {Errno.Describe(errno)}",
    };

    static int RoundTrip()
    {
        if (!Ring.TryCreate(4, 16, out var ring, out var errno))
        {
            return errno;
        }

        using (ring)
        {
            if (!BufferRing.TryCreate(ring, Group, count: 2, size: 64, out var buffers, out errno))
            {
                return errno;
            }

            using (buffers)
            {
                errno = SocketCalls.SocketPair(out var first, out var second);
                if (errno < 0)
                {
                    return -errno;
                }

                errno = SendAndReceive(ring, first, second);
                _ = SocketCalls.Close(first);
                _ = SocketCalls.Close(second);
                return errno;
            }
        }
    }

    static int SendAndReceive(Ring ring, int first, int second)
    {
        byte letter = (byte)'p';
        ring.NextEntry()->PrepareMultishotReceive(second, Group, ReceiveTag);
        ring.NextEntry()->PrepareSend(first, &letter, 1, pollFirst: false, SendTag);
        var completions = stackalloc CompletionEntry[16];
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience;)
        {
            var errno = ring.Enter(wait: false);
            if (errno is not (0 or Errno.EINTR or Errno.EAGAIN))
            {
                return errno;
            }

            var count = ring.TakeCompletions(new Span<CompletionEntry>(completions, 16));
            for (var i = 0; i < count; i++)
            {
                if (completions[i].Result < 0)
                {
                    return -completions[i].Result;
                }

                if (completions[i].UserData == ReceiveTag)
                {
                    return completions[i] is { Result: 1, HasBuffer: true } ? 0 : Errno.EPROTO;
                }
            }
        }

        return Errno.ETIMEDOUT;
    }
}
