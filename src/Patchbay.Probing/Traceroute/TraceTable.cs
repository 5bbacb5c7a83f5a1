using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// The hops of a trace: what was sent and what came go in, the table comes out. Answers may come out of order, twice, late or never. Pure: times are the caller's, in microseconds.
/// Not thread-safe.
/// </summary>
/// <param name="firstHop">The first hop that is asked.</param>
/// <param name="mostHops">The last one, where nothing ends the way before.</param>
/// <param name="wait">How long an answer is waited for, in microseconds.</param>
public sealed class TraceTable(int firstHop, int mostHops, long wait)
{
    // What is remembered of probes that are over, to tell late and second answers: as many as fit ICMP's sequence twice over would mix them up.
    const int Remembered = 4096;

    readonly SortedDictionary<int, HopRecord> _hops = [];
    readonly Dictionary<int, Probe> _probes = [];
    readonly Queue<int> _order = [];
    readonly Queue<int> _waiting = [];
    int _next;
    int _end = int.MaxValue;
    (int First, int Last)? _loop;

    /// <summary>The last hop that is worth asking.</summary>
    public int LastHop => Math.Min(mostHops, Math.Min(_end, _loop?.Last ?? int.MaxValue));

    /// <summary>Probes that are waited for.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Answers that could not be told to belong to a probe.</summary>
    public int Strangers { get; private set; }

    /// <summary>Every hop up to the one that ended the way, or to the last that was asked.</summary>
    public ImmutableArray<TraceHop> Hops => [.. _hops.Where(hop => hop.Key <= LastHop).Select(static hop => hop.Value.Snapshot())];

    /// <summary>A probe goes out; returns its number, which its answer has to bring back. Numbers begin at 0 and rise by 1.</summary>
    public int Send(int hop, long at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hop, firstHop);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hop, mostHops);
        var number = _next++;
        _probes[number] = new Probe(hop, at, State.Waiting);
        _order.Enqueue(number);
        _waiting.Enqueue(number);
        Hop(hop).Sent();
        UnderWay++;
        while (_order.Count > Remembered && _probes[_order.Peek()].State != State.Waiting)
        {
            _probes.Remove(_order.Dequeue());
        }

        return number;
    }

    /// <summary>The number of the latest probe that ends in these 16 bits: ICMP's sequence has no more.</summary>
    public int ProbeOf(ushort sequence) => _next - 1 - ((_next - 1 - sequence) & 0xFFFF);

    /// <summary>The only probe that is waited for, or the oldest of them; -1 when none is. For answers that do not say which.</summary>
    public int Oldest(bool onlyOne) => onlyOne && UnderWay != 1 ? -1 : _waiting.FirstOrDefault(number => _probes.TryGetValue(number, out var probe) && probe.State == State.Waiting, -1);

    /// <summary>An answer came. False when it changed nothing but a count.</summary>
    public bool Answered(int probe, in TraceReply reply, long at)
    {
        if (!_probes.TryGetValue(probe, out var sent))
        {
            Strangers++;
            return false;
        }

        var hop = Hop(sent.Hop);
        if (sent.State == State.Answered)
        {
            hop.Duplicate();
            return false;
        }

        hop.Answered(probe, reply, Math.Max(0, at - sent.At), wasLost: sent.State == State.Lost);
        UnderWay -= sent.State == State.Waiting ? 1 : 0;
        _probes[probe] = sent with { State = State.Answered };
        if (reply.Kind != TraceReplyKind.Hop)
        {
            _end = Math.Min(_end, sent.Hop);
        }

        // Where the destination was seen there is no loop, whatever address a router answers from.
        _loop = _end != int.MaxValue ? null : FindLoop();
        return true;
    }

    /// <summary>Gives up those that waited long enough. Returns when the next one will have; <see cref="long.MaxValue"/> when none waits.</summary>
    public long Expire(long now)
    {
        while (_waiting.TryPeek(out var number))
        {
            if (_probes.TryGetValue(number, out var probe) && probe.State == State.Waiting)
            {
                if (probe.At + wait > now)
                {
                    return probe.At + wait;
                }

                _probes[number] = probe with { State = State.Lost };
                Hop(probe.Hop).Lost(number);
                UnderWay--;
            }

            _waiting.Dequeue();
        }

        return long.MaxValue;
    }

    /// <summary>A probe could not be sent after all: it counts as lost, at once.</summary>
    public void Unsent(int probe)
    {
        if (_probes.TryGetValue(probe, out var sent) && sent.State == State.Waiting)
        {
            _probes[probe] = sent with { State = State.Lost };
            UnderWay--;
            Hop(sent.Hop).Lost(probe);
        }
    }

    /// <summary>How it ended, as far as is known now.</summary>
    public TraceEnd End
    {
        get
        {
            if (_end <= mostHops && _hops[_end].End is { } reply)
            {
                var kind = reply.Kind switch { TraceReplyKind.Refused => TraceEndKind.Refused, TraceReplyKind.Unreachable => TraceEndKind.Unreachable, _ => TraceEndKind.Reached };
                return new TraceEnd(kind, _end, reply, []);
            }

            var last = _hops.LastOrDefault(static hop => hop.Value.HasAnswered).Key;
            return _loop is { } loop
                ? new TraceEnd(TraceEndKind.Loop, loop.Last, null, [.. Enumerable.Range(loop.First, loop.Last - loop.First).Select(hop => _hops.GetValueOrDefault(hop)?.First)])
                : new TraceEnd(TraceEndKind.Silent, last, null, []);
        }
    }

    // The same router three times at equal distances, or three times in a row. Twice is no proof: some answer for their neighbour, some paths differ by a hop from probe to probe.
    (int First, int Last)? FindLoop()
    {
        foreach (var (number, hop) in _hops)
        {
            if (hop.First is not { } address)
            {
                continue;
            }

            for (var distance = 1; number + (2 * distance) <= mostHops; distance++)
            {
                if (IsAt(number + distance, address) && IsAt(number + (2 * distance), address))
                {
                    return (number, number + distance);
                }
            }
        }

        return null;
    }

    bool IsAt(int number, IPAddress address) => _hops.TryGetValue(number, out var hop) && address.Equals(hop.First);

    HopRecord Hop(int number)
    {
        if (!_hops.TryGetValue(number, out var hop))
        {
            _hops[number] = hop = new HopRecord(number);
        }

        return hop;
    }

    enum State
    {
        Waiting,
        Answered,
        Lost,
    }

    readonly record struct Probe(int Hop, long At, State State);
}
