namespace Patchbay.Services.Game.Simulation;

/// <summary>
/// The game itself: a cave, its players, one tick at a time. The same settings and commands always go the same way, on every machine: integers only, its own
/// dice, no clock, nothing from outside. Not thread-safe.
/// </summary>
sealed partial class CaveSimulation
{
    // The cave grows back: a probe every so many ticks, and new veins while there is less gold than one piece for so many places.
    const int RegrowEvery = 3, VeinEvery = 10, PlacesPerGold = 26;

    readonly CaveSettings _settings;
    readonly CavePlayer[] _players = new CavePlayer[CaveRules.MostPlayers];
    readonly List<CaveEvent> _events = [];
    readonly BotBrain _brain = new();
    readonly CaveView _botView = new();
    SeededRandom _random;

    public CaveSimulation(CaveSettings settings)
    {
        _settings = settings;
        _random = new SeededRandom(settings.Seed);
        for (var i = 0; i < _players.Length; i++)
        {
            _players[i] = new CavePlayer();
        }

        (Map, Camps) = CaveGenerator.Make(settings.Width, settings.Height, ref _random);
        RoundEnds = (uint)settings.RoundTicks;
    }

    public CaveMap Map { get; private set; }

    /// <summary>The middles of the camps.</summary>
    public IReadOnlyList<CavePlace> Camps { get; private set; }

    /// <summary>Ticks that have been.</summary>
    public uint Tick { get; private set; }

    /// <summary>1 is the first.</summary>
    public int Round { get; private set; } = 1;

    /// <summary>Between two rounds: nobody moves.</summary>
    public bool IsIntermission { get; private set; }

    /// <summary>The tick at which the round, or the intermission, ends.</summary>
    public uint RoundEnds { get; private set; }

    /// <summary>The motherlode of the moment.</summary>
    public CavePlace? Lode { get; private set; }

    /// <summary>Every slot, present or not.</summary>
    public IReadOnlyList<CavePlayer> Players => _players;

    /// <summary>What happened in the last tick.</summary>
    public IReadOnlyList<CaveEvent> Events => _events;

    public CaveKnowledge Knowledge => new(Map.Width, Map.Height, Camps, Lode);

    /// <summary>People and bots.</summary>
    public int Present { get; private set; }

    public int Bots { get; private set; }

    /// <summary>A slot for a person: an empty one, else the last bot's; -1 when there are people everywhere.</summary>
    public int FindSlot(int most)
    {
        for (var slot = 0; slot < Math.Min(most, _players.Length); slot++)
        {
            if (!_players[slot].IsPresent)
            {
                return slot;
            }
        }

        return Array.FindLastIndex(_players, Math.Min(most, _players.Length) - 1, static player => player.IsPresent && player.IsBot);
    }

    /// <summary>One tick.</summary>
    public void Step(ReadOnlySpan<CaveCommand> commands)
    {
        _events.Clear();
        foreach (var command in commands)
        {
            Apply(command);
        }

        Tick++;
        FillWithBots();
        if (IsIntermission)
        {
            if (Tick >= RoundEnds)
            {
                BeginRound();
            }

            return;
        }

        Grow();
        // Who acts first changes from tick to tick: no slot is better than another.
        var start = (int)(Tick % (uint)_players.Length);
        for (var i = 0; i < _players.Length; i++)
        {
            var slot = start + i;
            slot -= slot >= _players.Length ? _players.Length : 0;
            if (_players[slot].IsPresent)
            {
                Act(slot, _players[slot]);
            }
        }

        if (Tick >= RoundEnds)
        {
            EndRound();
        }
    }

    /// <summary>Everything that decides how it goes on.</summary>
    public ulong Hash()
    {
        var hash = StateHash.Mix(StateHash.First, Tick | ((ulong)RoundEnds << 32));
        hash = StateHash.Mix(hash, (uint)Round | (IsIntermission ? 1UL << 32 : 0) | (Lode is { } lode ? ((ulong)lode.X | ((ulong)lode.Y << 8) | (1UL << 16)) << 40 : 0));
        hash = StateHash.Mix(hash, _random.State);
        hash = StateHash.Mix(hash, Map.Cells);
        for (var slot = 0; slot < _players.Length; slot++)
        {
            if (_players[slot].IsPresent)
            {
                hash = _players[slot].Hash(StateHash.Mix(hash, (ulong)slot));
            }
        }

        return hash;
    }

    /// <summary>What a player sees now.</summary>
    public void Look(int slot, CaveView view)
    {
        var player = _players[slot];
        view.Clear();
        view.Tick = Tick;
        view.Self = new CaveSelf(player.X, player.Y, player.Facing, player.Carried, player.Score, MarksOf(player), (byte)Math.Min(player.DashWait, 255));
        var cells = view.Cells;
        cells[SightTable.Middle] = (byte)Map[player.X, player.Y];
        foreach (var step in SightTable.Steps)
        {
            if (!LetsThrough(cells[step.Before]) && !LetsThrough(cells[step.OrBefore]))
            {
                continue;
            }

            var (x, y) = (player.X + step.X, player.Y + step.Y);
            if (!Map.IsInside(x, y))
            {
                continue;
            }

            cells[step.Index] = (byte)Map[x, y];
            if (Map.OccupantAt(x, y) is var other and >= 0)
            {
                // The table goes from near to far: when there are too many, the nearest are told.
                var seen = _players[other];
                view.TryAdd(new CaveFigure((byte)other, seen.X, seen.Y, seen.Facing, seen.Carried, MarksOf(seen)));
            }
        }
    }

    // What is not seen is 0, which is not free either.
    static bool LetsThrough(byte cell) => ((CaveCell)cell).IsFree();

    static CaveMarks MarksOf(CavePlayer player) =>
        (player.Stun > 0 ? CaveMarks.Stunned : 0) | (player.Immune > 0 ? CaveMarks.Immune : 0) | (player.IsDashing ? CaveMarks.Dashing : 0);

    void Apply(CaveCommand command)
    {
        var player = _players[command.Slot];
        switch (command.Kind)
        {
            case CaveCommandKind.Join:
                if (player.IsPresent)
                {
                    Remove(command.Slot);
                }

                Enter(command.Slot, isBot: false);
                break;
            case CaveCommandKind.Leave when player is { IsPresent: true, IsBot: false }:
                Remove(command.Slot);
                break;
            case CaveCommandKind.Input when player is { IsPresent: true, IsBot: false }:
                player.Input = command.Input;
                break;
        }
    }

    void FillWithBots()
    {
        while (Present < _settings.Fill)
        {
            Enter(Array.FindIndex(_players, static player => !player.IsPresent), isBot: true);
        }

        while (Present > _settings.Fill && Bots > 0)
        {
            Remove(Array.FindLastIndex(_players, static player => player.IsPresent && player.IsBot));
        }
    }

    void Enter(int slot, bool isBot)
    {
        var place = FindEntrance();
        _players[slot] = new CavePlayer { IsPresent = true, IsBot = isBot, X = place.X, Y = place.Y, Memory = new BotMemory(new SeededRandom(_random.Next()), place.X, place.Y, 0) };
        Map.Occupy(place.X, place.Y, slot);
        Present++;
        Bots += isBot ? 1 : 0;
        _events.Add(new CaveEvent(CaveEventKind.Joined, (byte)slot, Place: place));
    }

    void Remove(int slot)
    {
        var player = _players[slot];
        Map.Vacate(player.X, player.Y);
        Scatter(player.X, player.Y, player.Carried);
        player.IsPresent = false;
        Present--;
        Bots -= player.IsBot ? 1 : 0;
        _events.Add(new CaveEvent(CaveEventKind.Left, (byte)slot));
    }

    /// <summary>A free place at a camp, else anywhere near one. There is always one: the cave has more places than there can be players.</summary>
    CavePlace FindEntrance()
    {
        var camp = Camps[_random.Below(Camps.Count)];
        for (var reach = 0; ; reach++)
        {
            for (var y = camp.Y - reach; y <= camp.Y + reach; y++)
            {
                for (var x = camp.X - reach; x <= camp.X + reach; x++)
                {
                    var isEdge = Math.Max(Math.Abs(x - camp.X), Math.Abs(y - camp.Y)) == reach;
                    if (isEdge && Map[x, y] != CaveCell.Granite && Map.OccupantAt(x, y) == CaveMap.Nobody)
                    {
                        if (!Map[x, y].IsFree())
                        {
                            Map[x, y] = CaveCell.Open;
                        }

                        return new CavePlace((byte)x, (byte)y);
                    }
                }
            }
        }
    }
}
