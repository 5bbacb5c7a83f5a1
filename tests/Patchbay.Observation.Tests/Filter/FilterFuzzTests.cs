namespace Patchbay.Observation.Tests.Filter;

/// <summary>The parser takes any text. A failure prints the text.</summary>
public class FilterFuzzTests
{
    static readonly string[] Pieces =
    [
        "state", "exclude", "established", "connected", "dport", "sport", "dst", "src", "=", "!=", "<", ">=", "gt", "and", "or", "not", "!", "(", ")", "&&", "|", "10.0.0.0/8", "[::1]:80",
        "::", "*", ":", "443", "65536", "1-2", "-", "'", "\"", "unix:/run/*", "user", "ann", "process", "dev", "lo", "fwmark", "0x1/0x2", "cgroup", "/a.slice", "autobound", "scope", "lan", "\0", "ä", "\ud800",
        "[", "]", "/", "%", "one.test", "1.2.3.4:https", "fe80::1%lo",
    ];

    [Fact]
    public void Any_text_is_a_filter_or_an_error_with_a_column_in_it()
    {
        var count = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var names = new FixedNames();
        var random = new Random(5);
        var (good, bad) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var text = Make(random);
            try
            {
                SocketFilter.Parse(text, names).Matches(new SocketRow());
                good++;
            }
            catch (FilterFormatException error)
            {
                bad++;
                Assert.InRange(error.Column, 0, text.Length);
                Assert.NotEmpty(error.Render());
            }
            catch (Exception error)
            {
                Assert.Fail($"input {i} '{text}': {error}");
            }
        }

        Assert.True(good > count / 100 && bad > count / 10, $"{good} good, {bad} bad");
    }

    static string Make(Random random)
    {
        if (random.Next(4) == 0)
        {
            return string.Create(random.Next(60), random, static (text, random) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    text[i] = (char)random.Next(random.Next(20) == 0 ? 0x10000 : 0x80);
                }
            });
        }

        if (random.Next(2) == 0)
        {
            return string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        }

        // A good one with a character or two changed.
        var text = "state established and ( dport = 443 or sport > 1024 ) and not dst 10.0.0.0/8 user ann".ToCharArray();
        for (var i = random.Next(3); i > 0; i--)
        {
            text[random.Next(text.Length)] = "()=!<>:/. a9'"[random.Next(13)];
        }

        return new string(text);
    }
}
