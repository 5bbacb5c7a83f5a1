using System.Net.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Everything that is known so far: sockets, programs, and which sockets are the two ends of one connection. Pure; bounded in what it keeps of each; not thread-safe.
/// </summary>
public sealed class LifeScene
{
    // A watch of days must not grow without bound: those that ended long ago are forgotten, the oldest first.
    const int MostLives = 20_000;

    readonly Dictionary<int, SocketLife> _lives = [];
    readonly Dictionary<int, LifeProgram> _programs = [];
    readonly Dictionary<(SocketEnd Local, SocketEnd Remote), SocketLife> _byEnds = [];
    readonly HashSet<ushort> _listening = [];

    /// <summary>The sockets, by their numbers.</summary>
    public IEnumerable<SocketLife> Lives => _lives.Values.OrderBy(static life => life.Number);

    /// <summary>The processes.</summary>
    public IEnumerable<LifeProgram> Programs => _programs.Values;

    /// <summary>A socket; null for one that was never told of.</summary>
    public SocketLife? Find(int number) => _lives.GetValueOrDefault(number);

    /// <summary>A process; null for one that was never told of.</summary>
    public LifeProgram? FindProgram(int id) => _programs.GetValueOrDefault(id);

    /// <summary>Takes an event in.</summary>
    internal void Take(LifeEvent one)
    {
        var life = one.Socket > 0 ? Life(one.Socket, one.At) : null;
        switch (one)
        {
            case ProcessEvent step:
                var program = Program(step.ProcessId);
                program.Take(step);
                if (step.Step == ProcessStep.Forked && step.Code > 0)
                {
                    Program(step.Code).InheritName(program.Name);
                }

                break;
            case CallEvent call:
                Take(call, life);
                break;
            case SocketNamedEvent name when life is not null:
                life.Take(name);
                if (name.Owner is { } owner)
                {
                    Program(owner.Pid).InheritName(owner.Name);
                    life.Maker = life.Maker == 0 ? owner.Pid : life.Maker;
                }

                Join(life);
                break;
            case StateEvent state when life is not null:
                life.Take(state);
                if (state.To == Sockets.TcpState.Listen && life.Name?.Local is { Port: > 0 } end)
                {
                    _listening.Add(end.Port);
                }

                break;
            case GaugeEvent gauge when life is not null:
                life.Gauges.Add(gauge);
                break;
            case SegmentEvent segment when life is not null:
                life.Segments.Add(segment);
                break;
        }
    }

    void Take(CallEvent call, SocketLife? life)
    {
        Program(call.ProcessId).Calls.Add(call);
        if (life is null)
        {
            return;
        }

        life.Calls.Add(call);
        if (life.Maker == 0)
        {
            life.Maker = call.ProcessId;
            life.Descriptor = call.Made >= 0 && call.Descriptor < 0 ? call.Made : call.Descriptor;
        }

        life.IsPassive |= call.Name == "listen";
        life.IsWhole |= life.Calls.Count == 1 && call.Name == "socket";
        if (call is { Result: > 0, Asked: not null } && CallKinds.Sends(call))
        {
            life.Sent.Take(call.At + call.Took, call.Result.Value);
        }
        else if (call is { Result: > 0, Asked: not null } && CallKinds.Receives(call) && (call.Flags & ReceiveFlags.Peek) == 0)
        {
            life.Received.Take(call.At + call.Took, call.Result.Value);
        }

        if (call.MadeSocket > 0)
        {
            var made = Life(call.MadeSocket, call.At + call.Took);
            made.IsPassive |= CallKinds.Accepts(call);
            made.IsWhole = true;
            if (made.Maker == 0)
            {
                (made.Maker, made.Descriptor) = (call.ProcessId, call.Made);
            }
        }
    }

    SocketLife Life(int number, TimeSpan at)
    {
        if (!_lives.TryGetValue(number, out var life))
        {
            if (_lives.Count >= MostLives)
            {
                Forget();
            }

            _lives[number] = life = new SocketLife(number) { Born = at };
        }

        return life;
    }

    void Forget()
    {
        foreach (var number in _lives.Keys.Order().Take(MostLives / 4).ToList())
        {
            if (_lives.Remove(number, out var life) && life.Name is { Local: { } local, Remote: { } remote } && _byEnds.GetValueOrDefault((Plain(local), Plain(remote))) == life)
            {
                _byEnds.Remove((Plain(local), Plain(remote)));
            }
        }
    }

    LifeProgram Program(int id)
    {
        if (!_programs.TryGetValue(id, out var program))
        {
            _programs[id] = program = new LifeProgram(id);
        }

        return program;
    }

    // The two ends of a connection have each other's addresses the other way round.
    void Join(SocketLife life)
    {
        if (life.Name is { Peer: > 0 } named)
        {
            Pair(life, Life(named.Peer, life.Born));
        }

        if (life.Name is not { Local: { Port: > 0 } local, Remote: { Port: > 0 } remote, Protocol: ProtocolType.Tcp or ProtocolType.Udp })
        {
            return;
        }

        // Seen from outside in the middle of its life, what has a listener's port was accepted.
        life.IsPassive |= _listening.Contains(local.Port);
        var (ours, theirs) = (Plain(local), Plain(remote));
        _byEnds[(ours, theirs)] = life;
        if (ours != theirs && _byEnds.TryGetValue((theirs, ours), out var peer) && !HasDied(peer, life.Born))
        {
            Pair(life, peer);
        }
    }

    static void Pair(SocketLife one, SocketLife other)
    {
        if (one != other && one.Peer is null && other.Peer is null)
        {
            (one.Peer, other.Peer) = (other, one);
        }
    }

    // An earlier connection with the same ports is another one.
    static bool HasDied(SocketLife life, TimeSpan before) =>
        life.Born < before && life.States is { Count: > 1 } states && states[states.Count - 1] is { To: Sockets.TcpState.Closed or Sockets.TcpState.TimeWait } last && last.At < before;

    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };
}
