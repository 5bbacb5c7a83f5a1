using System.Net;
using Patchbay.Services.Files;

namespace Patchbay.Services.Tests.Files;

/// <summary>A session whose actions are answered by the test.</summary>
sealed class FtpSessionArena
{
    public static readonly IPAddress Peer = IPAddress.Parse("192.0.2.7");

    public FtpSessionArena(FtpSessionSettings? settings = null)
    {
        Session = new FtpSession(settings ?? new FtpSessionSettings { Peer = Peer, AllowsAnonymous = true });
        Assert.Equal("220 Patchbay files: FTP server ready.", Take());
    }

    public FtpSession Session { get; }

    /// <summary>What the session wanted besides replies.</summary>
    public List<FtpAction> Actions { get; } = [];

    /// <summary>Gives a command and returns its replies, without the line's end.</summary>
    public string Say(string line)
    {
        var space = line.IndexOf(' ');
        Session.Receive(space < 0 ? new FtpCommand(line, "") : new FtpCommand(line[..space], line[(space + 1)..]));
        return Take();
    }

    /// <summary>Answers the action that waits and returns the replies.</summary>
    public string Answer(FtpOutcome outcome)
    {
        Session.Complete(outcome);
        return Take();
    }

    public void LogIn()
    {
        Say("USER ann");
        Say("PASS x");
        Assert.Equal("230 Login successful.", Answer(new FtpOutcome.LoggedIn(LoginAnswer.Accepted)));
        Actions.Clear();
    }

    /// <summary>A file or directory there is.</summary>
    public static FtpOutcome Found(bool isDirectory = false, long size = 5) =>
        new FtpOutcome.FileDone(FileFailure.None, [new FileEntry("x", isDirectory, size, new DateTimeOffset(2026, 11, 21, 6, 8, 35, TimeSpan.Zero), 0x1a4, true)]);

    public static FtpOutcome Failed(FileFailure failure) => new FtpOutcome.FileDone(failure, []);

    /// <summary>Logged in, TYPE I, with a passive data connection.</summary>
    public void Passive()
    {
        LogIn();
        Say("TYPE I");
        Say("PASV");
        Assert.Equal("227 Entering Passive Mode (192,0,2,1,8,74).", Answer(new FtpOutcome.Listening(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 2122))));
        Actions.Clear();
    }

    string Take()
    {
        var replies = "";
        while (Session.TryTake(out var action))
        {
            if (action is FtpAction.Reply reply)
            {
                Assert.EndsWith("\r\n", reply.Text);
                replies += reply.Text;
            }
            else
            {
                Actions.Add(action);
            }
        }

        return replies.TrimEnd().ReplaceLineEndings("\n");
    }
}
