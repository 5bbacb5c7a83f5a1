namespace Patchbay.Services.Game.Simulation;

/// <summary>What players do in a tick.</summary>
sealed partial class CaveSimulation
{
    void Act(int slot, CavePlayer player)
    {
        if (player.DashWait > 0)
        {
            player.DashWait--;
        }

        if (player.Stun > 0)
        {
            player.Stun--;
            return;
        }

        player.Immune -= player.Immune > 0 ? 1 : 0;
        player.Dash -= player.Dash > 0 ? 1 : 0;
        if (player.IsBot && player.Wait <= 1)
        {
            Look(slot, _botView);
            var memory = player.Memory;
            player.Input = _brain.Decide(_botView, Knowledge, slot, ref memory);
            player.Memory = memory;
        }

        if (player.Input.Dash)
        {
            // Once for each time it is asked for.
            player.Input = new CaveInput(player.Input.Heading);
            if (player.DashWait == 0)
            {
                (player.Dash, player.DashWait, player.Wait) = (CaveRules.Dash, CaveRules.DashWait, 0);
            }
        }

        if (player.Wait > 0)
        {
            player.Wait--;
            return;
        }

        if (player.Input.Heading != CaveHeading.None)
        {
            Go(slot, player, player.Input.Heading);
        }
    }

    void Go(int slot, CavePlayer player, CaveHeading heading)
    {
        player.Facing = heading;
        var (x, y) = (player.X + heading.StepX(), player.Y + heading.StepY());
        var cell = Map[x, y];
        if (cell.IsDiggable())
        {
            Dig(player, x, y, cell);
        }
        else if (cell.IsFree() && Map.OccupantAt(x, y) is var other and >= 0)
        {
            Meet(slot, player, other, _players[other], heading);
        }
        else if (cell.IsFree())
        {
            Map.Vacate(player.X, player.Y);
            Stand(slot, player, x, y);
            player.Wait = StepOf(player) - 1;
        }
    }

    void Dig(CavePlayer player, int x, int y, CaveCell cell)
    {
        var place = (y * Map.Width) + x;
        player.Wait = (player.IsDashing ? CaveRules.DashStep : CaveRules.Hit) - 1;
        player.DugHits = place == player.DugPlace ? player.DugHits + 1 : 1;
        player.DugPlace = place;
        if (cell != CaveCell.Vein)
        {
            Map[x, y] = cell == CaveCell.Cracked || player.IsDashing ? CaveCell.Open : CaveCell.Cracked;
        }
        else if (player.DugHits >= CaveRules.VeinHits || player.IsDashing)
        {
            Map[x, y] = CaveCell.Gold;
        }
    }

    static int StepOf(CavePlayer player) => player.IsDashing ? CaveRules.DashStep : CaveRules.Step + (player.Carried / 3);

    /// <summary>Is there from now on, and takes what lies there or leaves what counts there.</summary>
    void Stand(int slot, CavePlayer player, int x, int y)
    {
        var cell = Map[x, y];
        (player.X, player.Y) = ((byte)x, (byte)y);
        Map.Occupy(x, y, slot);
        if (cell == CaveCell.Gold && player.Carried < CaveRules.MostCarried)
        {
            player.Carried++;
            Map[x, y] = CaveCell.Open;
        }
        else if (cell == CaveCell.Camp && player.Carried > 0)
        {
            player.Score = (ushort)Math.Min(ushort.MaxValue, player.Score + player.Carried);
            _events.Add(new CaveEvent(CaveEventKind.Banked, (byte)slot, Amount: player.Carried, Place: new CavePlace(player.X, player.Y)));
            player.Carried = 0;
        }
    }

    /// <summary>
    /// Bumps a rival who has gold. Who has none, was bumped just now, or stands in a camp as one of the two, changes places instead: nobody stands in anybody's
    /// way.
    /// </summary>
    void Meet(int slot, CavePlayer player, int otherSlot, CavePlayer other, CaveHeading heading)
    {
        if (other.Carried == 0 || other.Stun > 0 || other.Immune > 0 || Map[other.X, other.Y] == CaveCell.Camp || Map[player.X, player.Y] == CaveCell.Camp)
        {
            var (fromX, fromY) = (player.X, player.Y);
            Stand(slot, player, other.X, other.Y);
            Stand(otherSlot, other, fromX, fromY);
            player.Wait = StepOf(player) - 1;
            return;
        }

        // A dash knocks everything out of them.
        var lost = player.IsDashing ? other.Carried : (other.Carried + 1) / 2;
        var dropped = Scatter(other.X, other.Y, lost);
        other.Carried -= (byte)dropped;
        (other.Stun, other.Immune, other.Wait, other.Dash) = (CaveRules.Stun, CaveRules.Immune, 0, 0);
        var (x, y) = (other.X + heading.StepX(), other.Y + heading.StepY());
        if (Map.IsStandable(x, y) && Map[x, y] == CaveCell.Open)
        {
            Map.Vacate(other.X, other.Y);
            (other.X, other.Y) = ((byte)x, (byte)y);
            Map.Occupy(x, y, otherSlot);
        }

        player.Wait = CaveRules.Bump - 1;
        _events.Add(new CaveEvent(CaveEventKind.Bumped, (byte)slot, (byte)otherSlot, dropped, new CavePlace(other.X, other.Y)));
    }

    /// <summary>Lays gold on free places around; returns how much found one.</summary>
    int Scatter(int x, int y, int amount)
    {
        var laid = 0;
        for (var reach = 1; reach <= 3 && laid < amount; reach++)
        {
            for (var dy = -reach; dy <= reach && laid < amount; dy++)
            {
                for (var dx = -reach; dx <= reach && laid < amount; dx++)
                {
                    if (Math.Max(Math.Abs(dx), Math.Abs(dy)) == reach && Map[x + dx, y + dy] == CaveCell.Open && Map.OccupantAt(x + dx, y + dy) == CaveMap.Nobody)
                    {
                        Map[x + dx, y + dy] = CaveCell.Gold;
                        laid++;
                    }
                }
            }
        }

        return laid;
    }
}
