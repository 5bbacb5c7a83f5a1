using System.Text;

namespace Patchbay.Play;

/// <summary>A screen as it should be and as the terminal has it: what goes out is the difference, as control sequences (ECMA-48). Not thread-safe.</summary>
sealed class ScreenBuffer(bool color)
{
    readonly StringBuilder _output = new();
    (char Character, ScreenStyle Style)[] _wanted = [], _shown = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Begins a frame: everything blank. Another size than before makes the next difference the whole screen.</summary>
    public void Begin(int width, int height)
    {
        if ((width, height) != (Width, Height))
        {
            (Width, Height) = (width, height);
            (_wanted, _shown) = (new (char, ScreenStyle)[width * height], new (char, ScreenStyle)[width * height]);
            _output.Append("\e[0m\e[2J");
            Array.Fill(_shown, (' ', ScreenStyle.Plain));
        }

        Array.Fill(_wanted, (' ', ScreenStyle.Plain));
    }

    /// <summary>One character; outside the screen nothing.</summary>
    public void Put(int x, int y, char character, ScreenStyle style)
    {
        if ((uint)x < (uint)Width && (uint)y < (uint)Height)
        {
            _wanted[(y * Width) + x] = (character, style);
        }
    }

    /// <summary>A text, cut at the screen's edge.</summary>
    public void Put(int x, int y, string text, ScreenStyle style = ScreenStyle.Plain)
    {
        for (var i = 0; i < text.Length; i++)
        {
            Put(x + i, y, text[i], style);
        }
    }

    /// <summary>What makes the terminal show the frame; empty when it does.</summary>
    public string Difference()
    {
        var style = (ScreenStyle?)null;
        var at = -1;
        for (var i = 0; i < _wanted.Length; i++)
        {
            if (_wanted[i] == _shown[i])
            {
                continue;
            }

            if (i != at)
            {
                _output.Append("\e[").Append((i / Width) + 1).Append(';').Append((i % Width) + 1).Append('H');
            }

            if (_wanted[i].Style != style)
            {
                style = _wanted[i].Style;
                _output.Append("\e[0").Append(Sequence(style.Value)).Append('m');
            }

            _output.Append(_wanted[i].Character);

            // In the last column the cursor stays where it is, or does not: its place is told anew.
            at = (i + 1) % Width == 0 ? -1 : i + 1;
            _shown[i] = _wanted[i];
        }

        var difference = _output.ToString();
        _output.Clear();
        return difference;
    }

    string Sequence(ScreenStyle style) => color ? style switch
    {
        ScreenStyle.Dim => ";90",
        ScreenStyle.Bold => ";1",
        ScreenStyle.Floor => ";90",
        ScreenStyle.Rock => ";33",
        ScreenStyle.Rim => ";37",
        ScreenStyle.Gold => ";1;93",
        ScreenStyle.Camp => ";30;42",
        ScreenStyle.Self => ";1;97;44",
        ScreenStyle.Rival => ";1;91",
        ScreenStyle.Bot => ";1;96",
        ScreenStyle.Stunned => ";35",
        ScreenStyle.Alarm => ";1;95",
        ScreenStyle.Remembered => ";90",
        ScreenStyle.Bar => ";7",
        _ => "",
    } : style switch
    {
        ScreenStyle.Bold or ScreenStyle.Gold or ScreenStyle.Rival or ScreenStyle.Alarm => ";1",
        ScreenStyle.Self or ScreenStyle.Bar or ScreenStyle.Camp => ";7",
        _ => "",
    };
}
