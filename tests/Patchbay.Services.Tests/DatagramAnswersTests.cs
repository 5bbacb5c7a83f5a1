using System.Text;
using Patchbay.Services.Chargen;
using Patchbay.Services.Daytime;
using Patchbay.Services.Echo;

namespace Patchbay.Services.Tests;

/// <summary>What the services answer to a datagram: the pure part.</summary>
public class DatagramAnswersTests
{
    static readonly DateTimeOffset Moment = new(1982, 2, 22, 17, 37, 43, TimeSpan.Zero);
    const string Line = "Monday, February 22, 1982 17:37:43-UTC\r\n";

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a longer question")]
    public void Echo_answers_the_question(string question) => Assert.Equal(question, Ask(question, EchoService.Answer));

    [Theory]
    [InlineData(1, "M")]
    [InlineData(6, "Monday")]
    [InlineData(40, Line)]
    [InlineData(500, Line)]
    public void Daytime_answers_as_much_of_the_line_as_the_question_is_long(int length, string answer) => Assert.Equal(answer, Ask(new string('?', length), Daytime));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(512, 512)]
    [InlineData(1400, 512)]
    public void Chargen_answers_the_pattern_as_long_as_the_question_and_at_most_512_characters(int question, int answer) =>
        Assert.Equal(Encoding.ASCII.GetString(ChargenPattern.Period.Span[..answer]), Ask(new string('?', question), ChargenService.Answer));

    [Fact]
    public void An_empty_question_gets_no_characters_and_no_date()
    {
        Assert.Null(Ask("", Daytime));
        Assert.Null(Ask("", ChargenService.Answer));
    }

    [Fact]
    public void An_answer_that_comes_back_is_not_answered_again_and_what_only_begins_alike_is()
    {
        Assert.Null(Ask(Line, Daytime));
        Assert.Null(Ask(Line[..16], Daytime));
        Assert.NotNull(Ask("Monday", Daytime));
        var pattern = Encoding.ASCII.GetString(ChargenPattern.Period.Span[..512]);
        Assert.Null(Ask(pattern, ChargenService.Answer));
        Assert.NotNull(Ask(pattern[..15], ChargenService.Answer));
    }

    [Fact]
    public void Chargen_and_daytime_beside_an_echo_end_after_one_round()
    {
        foreach (var answer in new Sockets.DatagramAnswer[] { ChargenService.Answer, Daytime })
        {
            var question = new string('?', 200);
            var rounds = 0;
            while (Ask(question, answer) is { } reply)
            {
                question = Ask(reply, EchoService.Answer)!;
                Assert.InRange(++rounds, 0, 1);
            }

            Assert.Equal(1, rounds);
        }
    }

    [Fact]
    public void The_line_is_the_same_as_text_and_as_bytes_on_every_day_of_a_year()
    {
        Span<byte> line = stackalloc byte[DaytimeText.MaxLength];
        for (var day = 0; day < 366; day++)
        {
            var now = Moment.AddDays(day);
            Assert.Equal(DaytimeText.Format(now), Encoding.ASCII.GetString(line[..DaytimeText.Format(now, line)]));
        }
    }

    static int Daytime(Span<byte> datagram) => DaytimeService.Answer(datagram, Moment);

    static string? Ask(string question, Sockets.DatagramAnswer answer)
    {
        var bytes = Encoding.ASCII.GetBytes(question);
        var length = answer(bytes);
        return length < 0 ? null : Encoding.ASCII.GetString(bytes[..length]);
    }
}
