using System.Text;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>
/// A timeline as text, entry by entry: the time, the socket's number, what happened, and under it why. Where both ends of a connection are recorded, the one that connected is on the
/// left and the other on the right. Pure: what it writes depends on the entries alone.
/// </summary>
/// <param name="width">Columns of the terminal; less than 90 leaves no room for two ends side by side.</param>
/// <param name="color">Reasons are dim.</param>
sealed class LifeLadder(int width, bool color)
{
    const int TimeWidth = 11;
    const int LeastForTwo = 90;

    readonly HashSet<int> _named = [];
    readonly HashSet<int> _paired = [];

    /// <summary>The lines of an entry, each with its end.</summary>
    public string Tell(LifeEntry entry, LifeScene scene)
    {
        var text = new StringBuilder();
        if (scene.Find(entry.Socket) is { } life)
        {
            TellNames(text, scene, life);
        }

        var (indent, room) = Place(scene.Find(entry.Socket));
        var number = entry.Socket > 0 ? $"#{entry.Socket} " : "";
        var first = true;
        foreach (var line in LadderText.Lines(LifeNames.Track(entry.Track) + entry.Words, Math.Max(20, room - number.Length)))
        {
            var time = first ? LifeNames.Moment(entry.At) : "";
            text.Append(time.PadLeft(TimeWidth)).Append("  ").Append(' ', indent).Append(first ? number : new string(' ', number.Length)).Append(line).Append('\n');
            first = false;
        }

        if (entry.Because is { } because)
        {
            var margin = number.Length + 2;
            first = true;
            foreach (var line in LadderText.Lines(because, Math.Max(20, room - margin)))
            {
                text.Append(' ', TimeWidth + 2 + indent + number.Length).Append(color ? "\e[2m" : "").Append(first ? "└ " : "  ").Append(line).Append(color ? "\e[0m" : "").Append('\n');
                first = false;
            }
        }

        return text.ToString();
    }

    // Whose numbers these are, told once they are known.
    void TellNames(StringBuilder text, LifeScene scene, SocketLife life)
    {
        if (life.Name is { Local.Port: > 0 } or { Path.Length: > 0 } && _named.Add(life.Number))
        {
            var (indent, room) = Place(life);
            foreach (var line in LadderText.Lines($"── #{life.Number} is {LifeNames.Whole(scene, life)}", Math.Max(20, room)))
            {
                text.Append(' ', TimeWidth + 2 + indent).Append(line).Append('\n');
            }
        }

        if (life.Peer is { } peer && _paired.Add(Math.Min(life.Number, peer.Number)))
        {
            text.Append(' ', TimeWidth + 2).Append($"── #{Math.Min(life.Number, peer.Number)} and #{Math.Max(life.Number, peer.Number)} are the two ends of one connection\n");
        }
    }

    (int Indent, int Room) Place(SocketLife? life)
    {
        var room = width - TimeWidth - 2;
        if (life?.Peer is not { } peer || width < LeastForTwo)
        {
            return (0, room);
        }

        var half = (room - 2) / 2;
        var isRight = life.IsPassive != peer.IsPassive ? life.IsPassive : life.Number > peer.Number;
        return (isRight ? half + 2 : 0, half);
    }
}
