using FsCheck;

namespace Patchbay.Services.Tests;

/// <summary>Inputs for pure parts: few in every run, a million with <c>./test --slow</c>. Each is repeated by its number.</summary>
static class Fuzz
{
    public static int Inputs { get; } = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;

    public static Random At(int input) => new(input);

    /// <summary>A text with up to four changes: characters replaced, inserted, taken away, a part repeated.</summary>
    public static string Mutate(Random random, string seed, string alphabet)
    {
        var text = seed;
        for (var changes = random.Next(5); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(4) switch
            {
                0 when at < text.Length => text.Remove(at, 1),
                1 => text.Insert(at, alphabet[random.Next(alphabet.Length)].ToString()),
                2 when at < text.Length => text.Remove(at, 1).Insert(at, alphabet[random.Next(alphabet.Length)].ToString()),
                _ => text.Insert(at, text[at..Math.Min(text.Length, at + random.Next(8))]),
            };
        }

        return text;
    }

    public static Config Many { get; } = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true);

    /// <summary>Random octets and damaged copies of good ones, in a fixed order: a failure names its input.</summary>
    public static void Run(IReadOnlyList<byte[]> seeds, Action<byte[]> check)
    {
        var random = new Random(4);
        for (var i = 0; i < Inputs; i++)
        {
            var input = Make(random, seeds);
            try
            {
                check(input);
            }
            catch (Exception error)
            {
                Assert.Fail($"input {i}, {Convert.ToHexString(input)}: {error}");
            }
        }
    }

    static byte[] Make(Random random, IReadOnlyList<byte[]> seeds)
    {
        if (random.Next(5) == 0)
        {
            var noise = new byte[random.Next(120)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = seeds[random.Next(seeds.Count)].ToList();
        for (var changes = random.Next(5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(20), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
