namespace Patchbay.Services.Game.Simulation;

/// <summary>
/// Plays with what a player sees and knows, and nothing more: the same brain is in the simulation and in a client that plays by itself. Deterministic. Not
/// thread-safe.
/// </summary>
sealed class BotBrain
{
    // From here on it goes home, more or less by character.
    const int EnoughGold = 4;

    // A rival with so much, so near, is worth a chase.
    const int WorthyGold = 3, ChaseReach = 6;

    const int LodeReach = 45;
    const int Patience = 40;

    readonly int[] _cost = new int[SightTable.Count];
    readonly short[] _from = new short[SightTable.Count];
    readonly PriorityQueue<int, int> _open = new();

    /// <summary>What to do now.</summary>
    /// <param name="view">What it sees.</param>
    /// <param name="knowledge">What every player knows.</param>
    /// <param name="character">Any number: bots differ a little.</param>
    /// <param name="memory">Its own, changed.</param>
    public CaveInput Decide(CaveView view, CaveKnowledge knowledge, int character, ref BotMemory memory)
    {
        var random = memory.Random;
        var input = Choose(view, knowledge, character, ref memory, ref random);
        if (random.Below(40) == 0)
        {
            // Two that block one another would stand there for ever.
            input = new CaveInput((CaveHeading)(1 + random.Below(4)));
        }

        memory = memory with { Random = random, Patience = memory.Patience - 1 };
        return input;
    }

    CaveInput Choose(CaveView view, CaveKnowledge knowledge, int character, ref BotMemory memory, ref SeededRandom random)
    {
        var self = view.Self;
        if (self.Carried >= EnoughGold + (character % 4) && Nearest(knowledge.Camps, self) is { } camp)
        {
            var isHunted = IsRivalWithin(view, 4);
            return new CaveInput(GoTo(view, camp.X, camp.Y), isHunted && self.DashWait == 0);
        }

        if (Prey(view) is { } prey)
        {
            return new CaveInput(GoTo(view, prey.X, prey.Y), self.DashWait == 0 && Math.Abs(prey.X - self.X) + Math.Abs(prey.Y - self.Y) <= 3);
        }

        if (SeekGold(view) is var heading && heading != CaveHeading.None)
        {
            return new CaveInput(heading);
        }

        if (knowledge.Lode is { } lode && lode.DistanceTo(self.X, self.Y) is > 2 and < LodeReach && (character & 1) == 0)
        {
            return new CaveInput(GoTo(view, lode.X, lode.Y));
        }

        if (memory.Patience <= 0 || Math.Abs(memory.GoalX - self.X) + Math.Abs(memory.GoalY - self.Y) < 3)
        {
            memory = memory with { GoalX = (byte)(1 + random.Below(knowledge.Width - 2)), GoalY = (byte)(1 + random.Below(knowledge.Height - 2)), Patience = Patience + random.Below(Patience) };
        }

        return new CaveInput(GoTo(view, memory.GoalX, memory.GoalY));
    }

    static CavePlace? Nearest(IReadOnlyList<CavePlace> camps, CaveSelf self)
    {
        CavePlace? nearest = null;
        foreach (var camp in camps)
        {
            if (nearest is not { } best || camp.DistanceTo(self.X, self.Y) < best.DistanceTo(self.X, self.Y))
            {
                nearest = camp;
            }
        }

        return nearest;
    }

    static bool IsRivalWithin(CaveView view, int reach)
    {
        foreach (ref readonly var figure in view.Figures)
        {
            if (Math.Abs(figure.X - view.Self.X) + Math.Abs(figure.Y - view.Self.Y) <= reach)
            {
                return true;
            }
        }

        return false;
    }

    static CaveFigure? Prey(CaveView view)
    {
        foreach (ref readonly var figure in view.Figures)
        {
            var distance = Math.Abs(figure.X - view.Self.X) + Math.Abs(figure.Y - view.Self.Y);
            if (figure.Carried >= WorthyGold && distance <= ChaseReach && (figure.Marks & (CaveMarks.Stunned | CaveMarks.Immune)) == 0 && view.At(figure.X, figure.Y) != CaveCell.Camp)
            {
                return figure;
            }
        }

        return null;
    }

    /// <summary>Towards a place, round what is in the way where that is short: the way to the window's place that is nearest to the goal.</summary>
    CaveHeading GoTo(CaveView view, int x, int y)
    {
        var self = view.Self;
        var (dx, dy) = (x - self.X, y - self.Y);
        if (Math.Abs(dx) <= CaveRules.SightX && Math.Abs(dy) <= CaveRules.SightY)
        {
            Search(view, ((dy + CaveRules.SightY) * SightTable.Width) + dx + CaveRules.SightX, out var near);
            return near;
        }

        // The long way straight on; along the other axis where that saves digging.
        var major = CaveHeadings.Towards(dx, dy);
        var minor = Math.Abs(dx) >= Math.Abs(dy) ? CaveHeadings.Towards(0, dy) : CaveHeadings.Towards(dx, 0);
        return IsFreeAhead(view, major) || minor == CaveHeading.None || !IsFreeAhead(view, minor) ? major : minor;
    }

    static bool IsFreeAhead(CaveView view, CaveHeading heading) => view.At(view.Self.X + heading.StepX(), view.Self.Y + heading.StepY()).IsFree();

    /// <summary>The first step to the gold that is reached soonest; none when there is none in sight.</summary>
    CaveHeading SeekGold(CaveView view)
    {
        Search(view, -1, out var heading);
        return heading;
    }

    /// <summary>Dijkstra over the window; to a place, or to any gold.</summary>
    void Search(CaveView view, int goal, out CaveHeading first)
    {
        Array.Fill(_cost, int.MaxValue);
        _open.Clear();
        _cost[SightTable.Middle] = 0;
        _open.Enqueue(SightTable.Middle, 0);
        first = CaveHeading.None;
        while (_open.TryDequeue(out var at, out var known))
        {
            if (known >> 10 > _cost[at])
            {
                continue;
            }

            if (goal >= 0 ? at == goal : at != SightTable.Middle && (CaveCell)view.Cells[at] is CaveCell.Gold or CaveCell.Vein)
            {
                first = FirstStep(at);
                return;
            }

            Expand(view, at);
        }
    }

    void Expand(CaveView view, int at)
    {
        var (x, y) = (at % SightTable.Width, at / SightTable.Width);
        for (var heading = CaveHeading.Up; heading <= CaveHeading.Left; heading++)
        {
            var (nx, ny) = (x + heading.StepX(), y + heading.StepY());
            if ((uint)nx >= SightTable.Width || (uint)ny >= SightTable.Height)
            {
                continue;
            }

            var next = (ny * SightTable.Width) + nx;
            var cost = _cost[at] + CostOf((CaveCell)view.Cells[next]);
            if (cost < _cost[next])
            {
                _cost[next] = cost;
                _from[next] = (short)at;

                // The place breaks ties: the order of equals in the queue is nobody's promise.
                _open.Enqueue(next, (cost << 10) | next);
            }
        }
    }

    CaveHeading FirstStep(int at)
    {
        while (at != SightTable.Middle && _from[at] != SightTable.Middle)
        {
            at = _from[at];
        }

        return CaveHeadings.Towards((at % SightTable.Width) - CaveRules.SightX, (at / SightTable.Width) - CaveRules.SightY);
    }

    static int CostOf(CaveCell cell) => cell switch
    {
        CaveCell.Open or CaveCell.Gold or CaveCell.Camp => 1,
        CaveCell.Cracked => 2,
        CaveCell.Rock => 4,
        CaveCell.Vein => 5,
        CaveCell.Unseen => 4,
        _ => 100,
    };
}
