using System.Collections.Concurrent;
using System.Text;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Simulation;

namespace Patchbay.Play;

/// <summary>Plays on a terminal: keys in, frames out, on the alternate screen.</summary>
sealed class TerminalFront : IPlayFront
{
    const int MostTyped = 120;
    const int KeptNews = 20;

    readonly Stream _output;
    readonly ScreenBuffer _buffer;
    readonly CaveScreen _screen;
    readonly ConcurrentQueue<ConsoleKeyInfo> _keys = new();
    readonly List<string> _news = [];
    readonly StringBuilder _typed = new();
    bool _isTyping, _showsHelp = true;

    public TerminalFront(Stream output, bool color)
    {
        _output = output;
        _buffer = new ScreenBuffer(color);
        _screen = new CaveScreen(_buffer, CaveGlyphs.OfThisTerminal());
        // The alternate screen, no cursor.
        Write("\e[?1049h\e[?25l");
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    public bool IsLeaving { get; private set; }

    public void Tick(GameClient client)
    {
        while (client.TryTakeLine(out var line))
        {
            _news.Add(line.Kind == "chat" ? $"{line.From}: {line.Text}" : line.Text);
            if (_news.Count > KeptNews)
            {
                _news.RemoveAt(0);
            }
        }

        while (_keys.TryDequeue(out var key))
        {
            if (_isTyping)
            {
                Type(client, key);
            }
            else
            {
                Press(client, key);
            }
        }

        var (width, height) = (Console.WindowWidth, Console.WindowHeight);
        _buffer.Begin(Math.Clamp(width, 1, 500), Math.Clamp(height, 1, 200));
        if (client.View.Tick == 0)
        {
            _buffer.Put(0, 0, "Waiting for the server ...");
        }
        else
        {
            _screen.Draw(client, _news, _isTyping ? _typed.ToString() : null, _showsHelp);
        }

        var difference = _buffer.Difference();
        if (difference.Length > 0)
        {
            Write(difference);
        }
    }

    public void Dispose() => Write("\e[0m\e[?25h\e[?1049l");

    void ReadKeys()
    {
        try
        {
            while (!IsLeaving)
            {
                _keys.Enqueue(Console.ReadKey(intercept: true));
            }
        }
        catch (InvalidOperationException)
        {
            // The terminal has gone.
            IsLeaving = true;
        }
    }

    void Press(GameClient client, ConsoleKeyInfo key)
    {
        var heading = key.Key switch
        {
            ConsoleKey.UpArrow or ConsoleKey.W => CaveHeading.Up,
            ConsoleKey.RightArrow or ConsoleKey.D => CaveHeading.Right,
            ConsoleKey.DownArrow or ConsoleKey.S => CaveHeading.Down,
            ConsoleKey.LeftArrow or ConsoleKey.A => CaveHeading.Left,
            _ => CaveHeading.None,
        };
        if (heading != CaveHeading.None)
        {
            client.Walk(heading);
            _showsHelp = false;
            return;
        }

        switch (key.Key)
        {
            case ConsoleKey.X:
                client.Walk(CaveHeading.None);
                break;
            case ConsoleKey.Spacebar:
                client.Dash();
                _showsHelp = false;
                break;
            case ConsoleKey.Enter:
                _isTyping = true;
                break;
            case ConsoleKey.H:
                _showsHelp = !_showsHelp;
                break;
            case ConsoleKey.Q:
                IsLeaving = true;
                break;
        }
    }

    void Type(GameClient client, ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                if (_typed.Length > 0)
                {
                    client.Say(_typed.ToString());
                }

                EndTyping();
                break;
            case ConsoleKey.Escape:
                EndTyping();
                break;
            case ConsoleKey.Backspace:
                _typed.Length = Math.Max(0, _typed.Length - 1);
                break;
            default:
                if (key.KeyChar >= ' ' && _typed.Length < MostTyped)
                {
                    _typed.Append(key.KeyChar);
                }

                break;
        }
    }

    void EndTyping()
    {
        _isTyping = false;
        _typed.Clear();
    }

    void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }
}
