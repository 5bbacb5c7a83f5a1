namespace Patchbay.Services.Game.Simulation;

/// <summary>Makes a cave: noise smoothed into caverns, camps, veins, and gold for who looks around.</summary>
static class CaveGenerator
{
    // Of 100 places.
    const int OpenAtFirst = 51;
    const int VeinsOfRock = 5;
    const int GoldOfOpen = 1;

    const int Smoothings = 3;

    /// <summary>A new cave and its camps.</summary>
    public static (CaveMap Map, CavePlace[] Camps) Make(int width, int height, ref SeededRandom random)
    {
        var map = new CaveMap(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var isRim = x == 0 || y == 0 || x == width - 1 || y == height - 1;
                map[x, y] = isRim ? CaveCell.Granite : random.Below(100) < OpenAtFirst ? CaveCell.Open : CaveCell.Rock;
            }
        }

        for (var i = 0; i < Smoothings; i++)
        {
            map = Smooth(map);
        }

        var camps = PlaceCamps(map, ref random);
        Scatter(map, ref random);
        return (map, camps);
    }

    /// <summary>Rock where most neighbours are rock.</summary>
    static CaveMap Smooth(CaveMap map)
    {
        var smooth = new CaveMap(map.Width, map.Height);
        for (var y = 0; y < map.Height; y++)
        {
            for (var x = 0; x < map.Width; x++)
            {
                smooth[x, y] = map[x, y] == CaveCell.Granite ? CaveCell.Granite : CountRock(map, x, y) >= 5 ? CaveCell.Rock : CaveCell.Open;
            }
        }

        return smooth;
    }

    static int CountRock(CaveMap map, int x, int y)
    {
        var rock = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                rock += map[x + dx, y + dy].IsFree() ? 0 : 1;
            }
        }

        return rock;
    }

    /// <summary>One camp in each of as many columns of the cave as it has camps, three places square with a free place around.</summary>
    static CavePlace[] PlaceCamps(CaveMap map, ref SeededRandom random)
    {
        var count = Math.Clamp(map.Width * map.Height / CaveRules.PlacesPerCamp, 1, 12);
        var camps = new CavePlace[count];
        for (var i = 0; i < count; i++)
        {
            var (left, right) = (i * map.Width / count, (i + 1) * map.Width / count);
            var x = Math.Clamp(left + random.Below(right - left), 4, map.Width - 5);
            var y = (map.Height / 4) + random.Below(map.Height / 2);
            camps[i] = new CavePlace((byte)x, (byte)y);
            Square(map, camps[i], 3, CaveCell.Open);
        }

        // After all floors: a neighbour's floor must not cover a camp.
        foreach (var camp in camps)
        {
            Square(map, camp, 1, CaveCell.Camp);
        }

        return camps;
    }

    static void Square(CaveMap map, CavePlace middle, int reach, CaveCell cell)
    {
        for (var y = middle.Y - reach; y <= middle.Y + reach; y++)
        {
            for (var x = middle.X - reach; x <= middle.X + reach; x++)
            {
                if (map[x, y] != CaveCell.Granite)
                {
                    map[x, y] = cell;
                }
            }
        }
    }

    static void Scatter(CaveMap map, ref SeededRandom random)
    {
        for (var y = 1; y < map.Height - 1; y++)
        {
            for (var x = 1; x < map.Width - 1; x++)
            {
                var chance = random.Below(100);
                map[x, y] = map[x, y] switch
                {
                    CaveCell.Rock when chance < VeinsOfRock => CaveCell.Vein,
                    CaveCell.Open when chance < GoldOfOpen => CaveCell.Gold,
                    var other => other,
                };
            }
        }
    }
}
