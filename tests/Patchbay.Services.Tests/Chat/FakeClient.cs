using System.Text;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

/// <summary>A client of a server under test: what it says, and the lines it got.</summary>
sealed class FakeClient(TestServer server) : IChatLink
{
    readonly List<string> _lines = [];

    public ChatClient Client { get; set; } = null!;

    /// <summary>Lines it takes before its queue is full.</summary>
    public int Room { get; set; } = int.MaxValue;

    public string? EndReason { get; private set; }

    public string? LastLine { get; private set; }

    public List<string> Annotations { get; } = [];

    public (string Name, string Password)? Login { get; private set; }

    /// <summary>Checks every line on its way, when set.</summary>
    public Action<byte[]>? Check { get; set; }

    /// <summary>Says lines.</summary>
    public FakeClient Say(params string[] lines)
    {
        foreach (var line in lines)
        {
            server.Server.Receive(Client, Encoding.UTF8.GetBytes(line), server.Now);
        }

        return this;
    }

    /// <summary>Says a line and gives what came, also what came before.</summary>
    public List<string> Ask(string line)
    {
        Take();
        Say(line);
        return Take();
    }

    /// <summary>The lines since the last time.</summary>
    public List<string> Take()
    {
        var taken = _lines.ToList();
        _lines.Clear();
        return taken;
    }

    public bool Send(ReadOnlyMemory<byte> line)
    {
        Assert.Null(EndReason);
        Check?.Invoke(line.ToArray());
        if (Room == 0)
        {
            return false;
        }

        Room--;
        var text = Encoding.UTF8.GetString(line.Span);
        Assert.EndsWith("\r\n", text);
        _lines.Add(text[..^2]);
        return true;
    }

    public void End(ReadOnlyMemory<byte> lastLine, string reason)
    {
        Assert.Null(EndReason);
        (EndReason, LastLine) = (reason, Encoding.UTF8.GetString(lastLine.Span).TrimEnd());
    }

    public void CheckLogin(string name, string password) => Login = (name, password);

    public void Annotate(string text) => Annotations.Add(text);
}
