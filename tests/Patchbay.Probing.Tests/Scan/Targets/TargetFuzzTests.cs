using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Probing.Tests;

/// <summary>Texts that were changed at random: read, or refused with a place in them; never anything else.</summary>
public class TargetFuzzTests
{
    static readonly PortNames Names = new("ssh 22/tcp\n");
    static readonly string[] Seeds =
    [
        "10.0.0.1-20", "10.0.0.1-10.0.1.5:22,80-90", "10.0.0.0/24", "[2001:db8::1]-[2001:db8::2]:22", "[2001:db8::]/120:-", "2001:db8::1-ff", "fe80::1%lo/120", "db.example.org:ssh,1-", "[::1]:80", "::ffff:1.2.3.4/127",
    ];

    [Fact]
    public void No_text_breaks_the_reader_of_targets()
    {
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var random = new Random(6);
        var read = 0;
        for (var run = 0; run < runs; run++)
        {
            var text = Change(Seeds[random.Next(Seeds.Length)], random);
            try
            {
                var target = TargetParser.Parse(text, Names);
                Assert.True(target.Range is null != target.Name is null, text);
                Assert.True(target.Range is not { } range || (range.Count >= 1 && range.Count <= ScanPlan.MostHosts), text);
                Assert.True(target.Ports is not { } ports || (!ports.IsEmpty && ports[0] > 0 && ports.SequenceEqual(ports.Distinct().Order())), text);
                read++;
            }
            catch (AddressFormatException error)
            {
                Assert.InRange(error.Column, 0, text.Length);
                Assert.DoesNotContain('\n', error.Message);
            }
        }

        Assert.InRange(read, runs / 20, runs);
    }

    static string Change(string seed, Random random)
    {
        const string Letters = "0123456789abcdefF:.[]%/-,@# \t\u0000\uD800é";
        var text = new StringBuilder(seed);
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            _ = random.Next(3) switch
            {
                0 when at < text.Length => text.Remove(at, 1),
                1 when at < text.Length => text.Replace(text[at], Letters[random.Next(Letters.Length)], at, 1),
                _ => text.Insert(at, Letters[random.Next(Letters.Length)]),
            };
        }

        return text.ToString();
    }
}
