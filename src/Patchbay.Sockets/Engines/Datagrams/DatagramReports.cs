using System.Diagnostics.CodeAnalysis;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>What the network answered to datagrams sent earlier: read from the socket's error queue, kept until somebody asks. Thread-safe.</summary>
internal sealed class DatagramReports(EndPoint? remote)
{
    /// <summary>More are not kept; the oldest go first.</summary>
    public const int Most = 64;

    readonly Queue<DatagramError> _reports = new();
    volatile int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Empties the kernel's queue into ours; how many ICMP errors there were. The kernel forgets the socket's pending error with its last entry.</summary>
    public int Drain(int descriptor)
    {
        var taken = 0;

        // Bounded: whoever sends reports faster than we read them is heard again at the next wait.
        for (var i = 0; i < 4 * Most && SocketErrorQueue.TryRead(descriptor, out var entry); i++)
        {
            // An entry of this machine's own stack repeats what the call that caused it was told.
            if (entry.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
            {
                taken++;
                var icmp = new IcmpError(entry.Origin == SocketErrorOrigin.Icmp ? 4 : 6, entry.Type, entry.Code, entry.Offender);
                Add(new DatagramError(entry.Destination ?? remote, entry.Errno, icmp));
            }
        }

        return taken;
    }

    public void Add(DatagramError report)
    {
        lock (_reports)
        {
            if (_reports.Count == Most)
            {
                _reports.Dequeue();
            }

            _reports.Enqueue(report);
            _count = _reports.Count;
        }
    }

    public bool TryTake([NotNullWhen(true)] out DatagramError? report)
    {
        report = null;
        if (IsEmpty)
        {
            return false;
        }

        lock (_reports)
        {
            var found = _reports.TryDequeue(out report);
            _count = _reports.Count;
            return found;
        }
    }

    /// <summary>As <see cref="TryTake"/>, and forgets those that only repeat it: one dead peer is one failure, however many datagrams were on their way.</summary>
    public bool TryTakeWithRepeats([NotNullWhen(true)] out DatagramError? report)
    {
        lock (_reports)
        {
            if (!_reports.TryDequeue(out report))
            {
                return false;
            }

            while (_reports.TryPeek(out var next) && next == report)
            {
                _reports.Dequeue();
            }

            _count = _reports.Count;
            return true;
        }
    }
}
