namespace Patchbay.Services.Tests.Web;

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
}
