using System.Globalization;
using System.Text;
using Patchbay.Services.Chat;

namespace Patchbay;

/// <summary>A chat's lines as text, and text as lines of the protocol. Pure.</summary>
static class ChatText
{
    // What is left of a line for the text, when others see it with a long nick, user and host before it.
    const int MostOctets = 380;

    /// <summary>Without colours and control characters: what others write never moves our cursor.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\x03')
            {
                // A colour's numbers go with it: up to two digits, a comma, up to two digits.
                i = AfterDigits(text, i);
                if (i + 2 < text.Length && text[i + 1] == ',' && char.IsAsciiDigit(text[i + 2]))
                {
                    i = AfterDigits(text, i + 1);
                }
            }
            else if (!char.IsControl(text[i]) && CharUnicodeInfo.GetUnicodeCategory(text[i]) != UnicodeCategory.Format)
            {
                clean.Append(text[i]);
            }
        }

        return clean.ToString();
    }

    /// <summary>As people read it: local time to the minute.</summary>
    public static string ForPeople(ChatLine line)
    {
        var time = line.Time.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture);
        var where = line.Where.Length == 0 ? "" : line.Where + " ";
        return $"{time} {where}{Body(line)}";
    }

    /// <summary>As programs read it: time in UTC, then where.</summary>
    public static string ForPipes(ChatLine line) =>
        $"{line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {(line.Where.Length == 0 ? "-" : line.Where)} {Body(line)}";

    /// <summary>A text in pieces that each fit into one message, cut between words where that is possible.</summary>
    public static IEnumerable<string> Split(string text)
    {
        while (IrcLine.Length(text) > MostOctets)
        {
            var piece = IrcLine.Cut(text, MostOctets);
            var space = piece.LastIndexOf(' ');
            if (space > piece.Length / 2)
            {
                piece = piece[..space];
            }

            yield return piece;
            text = text[piece.Length..].TrimStart(' ');
        }

        if (text.Length > 0)
        {
            yield return text;
        }
    }

    static string Body(ChatLine line) => line.Kind switch
    {
        ChatLineKind.Message => $"<{line.Who}> {line.Text}",
        ChatLineKind.Notice => line.Who.Length == 0 ? $"- {line.Text}" : $"-{line.Who}- {line.Text}",
        ChatLineKind.Action => $"* {line.Who} {line.Text}",
        ChatLineKind.Error => $"! {line.Text}",
        _ => $"-- {line.Text}",
    };

    static int AfterDigits(string text, int place)
    {
        for (var digits = 0; digits < 2 && place + 1 < text.Length && char.IsAsciiDigit(text[place + 1]); digits++)
        {
            place++;
        }

        return place;
    }
}
