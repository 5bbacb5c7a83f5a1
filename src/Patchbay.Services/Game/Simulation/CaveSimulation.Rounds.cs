namespace Patchbay.Services.Game.Simulation;

/// <summary>What the cave does by itself, and how rounds follow one another.</summary>
sealed partial class CaveSimulation
{
    void Grow()
    {
        if (Tick % RegrowEvery == 0)
        {
            Regrow();
        }

        if (Tick % VeinEvery == 0 && Map.Gold < Map.Cells.Length / PlacesPerGold)
        {
            var (x, y) = RandomPlace();
            if (Map[x, y] == CaveCell.Rock)
            {
                Map[x, y] = CaveCell.Vein;
            }
        }

        if (Tick % CaveRules.LodeEvery == 0)
        {
            MakeLode();
        }
    }

    /// <summary>An open place becomes rock where it touches some and nobody is near.</summary>
    void Regrow()
    {
        var (x, y) = RandomPlace();
        if (Map[x, y] is not (CaveCell.Open or CaveCell.Cracked))
        {
            return;
        }

        var rock = 0;
        for (var dy = -2; dy <= 2; dy++)
        {
            for (var dx = -2; dx <= 2; dx++)
            {
                if (Map.OccupantAt(x + dx, y + dy) >= 0 || Map[x + dx, y + dy] == CaveCell.Camp)
                {
                    return;
                }

                rock += Math.Abs(dx) <= 1 && Math.Abs(dy) <= 1 && Map[x + dx, y + dy].IsDiggable() ? 1 : 0;
            }
        }

        if (rock >= 4)
        {
            Map[x, y] = CaveCell.Rock;
        }
    }

    /// <summary>A cluster of veins away from the camps; everybody hears where.</summary>
    void MakeLode()
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var (x, y) = RandomPlace();
            if (x < 4 || y < 4 || x >= Map.Width - 4 || y >= Map.Height - 4 || IsNearCamp(x, y, 12))
            {
                continue;
            }

            for (var dy = -2; dy <= 2; dy++)
            {
                for (var dx = -2; dx <= 2; dx++)
                {
                    if ((dx * dx) + (dy * dy) <= 5 && Map.OccupantAt(x + dx, y + dy) == CaveMap.Nobody && Map[x + dx, y + dy] is not (CaveCell.Gold or CaveCell.Granite))
                    {
                        Map[x + dx, y + dy] = CaveCell.Vein;
                    }
                }
            }

            Lode = new CavePlace((byte)x, (byte)y);
            _events.Add(new CaveEvent(CaveEventKind.Motherlode, Place: Lode.Value));
            return;
        }
    }

    bool IsNearCamp(int x, int y, int reach)
    {
        foreach (var camp in Camps)
        {
            if (camp.DistanceTo(x, y) < reach)
            {
                return true;
            }
        }

        return false;
    }

    (int X, int Y) RandomPlace() => (1 + _random.Below(Map.Width - 2), 1 + _random.Below(Map.Height - 2));

    void EndRound()
    {
        IsIntermission = true;
        RoundEnds = Tick + CaveRules.Intermission;
        var best = -1;
        for (var slot = 0; slot < _players.Length; slot++)
        {
            if (_players[slot].IsPresent && (best < 0 || _players[slot].Score > _players[best].Score))
            {
                best = slot;
            }
        }

        if (best >= 0)
        {
            _events.Add(new CaveEvent(CaveEventKind.RoundOver, (byte)best, Amount: _players[best].Score));
        }
    }

    /// <summary>Another cave; everybody begins at a camp with nothing.</summary>
    void BeginRound()
    {
        (Map, Camps) = CaveGenerator.Make(_settings.Width, _settings.Height, ref _random);
        (IsIntermission, Lode, Round, RoundEnds) = (false, null, Round + 1, Tick + (uint)_settings.RoundTicks);
        for (var slot = 0; slot < _players.Length; slot++)
        {
            var old = _players[slot];
            if (old.IsPresent)
            {
                var place = FindEntrance();
                _players[slot] = new CavePlayer { IsPresent = true, IsBot = old.IsBot, X = place.X, Y = place.Y, Memory = old.Memory with { Patience = 0 } };
                Map.Occupy(place.X, place.Y, slot);
            }
        }

        _events.Add(new CaveEvent(CaveEventKind.RoundBegins, Amount: Round));
    }
}
