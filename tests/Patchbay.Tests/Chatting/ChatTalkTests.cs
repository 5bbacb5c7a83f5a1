using System.Text;
using Patchbay.Services.Chat;

namespace Patchbay.Tests.Chatting;

public class ChatTalkTests
{
    [Fact]
    public void It_negotiates_what_is_offered_logs_in_and_joins()
    {
        var talk = new ChatTalk("ann", "#a", new ChatLoginData("ann", "secret"), TimeProvider.System);
        talk.Begin();
        Assert.Equal(["CAP LS 302", "NICK ann", "USER ann 0 * :ann"], Said(talk));
        Assert.Equal("CAP REQ :batch echo-message sasl", Assert.Single(Hear(talk, ":s CAP * LS * :batch unknown", ":s CAP * LS :echo-message sasl=PLAIN")));
        Assert.Equal("AUTHENTICATE PLAIN", Assert.Single(Hear(talk, ":s CAP ann ACK :batch echo-message sasl")));
        Assert.Equal("AUTHENTICATE AGFubgBzZWNyZXQ=", Assert.Single(Hear(talk, "AUTHENTICATE +")));
        Assert.Equal("CAP END", Assert.Single(Hear(talk, ":s 900 ann ann!a@h ann :in", ":s 903 ann :good")));
        Assert.Equal("JOIN #a", Assert.Single(Hear(talk, ":s 001 ann :Welcome")));
        Assert.False(talk.IsReady);
        Hear(talk, ":ann!a@h JOIN #a");
        Assert.True(talk.IsReady);
        Assert.Equal("#a", talk.Target);
    }

    [Fact]
    public void Refusals_end_it_with_words()
    {
        var talk = new ChatTalk("ann", "#a", new ChatLoginData("ann", "wrong"), TimeProvider.System);
        Hear(talk, ":s 904 ann :SASL authentication failed");
        Assert.Equal(ExitCode.Permission, talk.Failure!.Code);
        talk = new ChatTalk("ann", "#a", new ChatLoginData("ann", "x"), TimeProvider.System);
        Hear(talk, ":s CAP * LS :batch");
        Assert.Equal("the server offers no login", talk.Failure!.Message);
        talk = new ChatTalk("ann", "#a", null, TimeProvider.System);
        Hear(talk, ":s 001 ann :hi", ":s 473 ann #a :Cannot join channel (+i)");
        Assert.Equal("#a cannot be joined: Cannot join channel (+i)", talk.Failure!.Message);
    }

    [Fact]
    public void A_nick_that_is_taken_gets_a_line_below_and_not_for_ever()
    {
        var talk = new ChatTalk("ann", null, null, TimeProvider.System);
        Assert.Equal("NICK ann_", Assert.Single(Hear(talk, ":s 433 * ann :taken")));
        Hear(talk, ":s 433 * a :taken", ":s 433 * a :taken", ":s 433 * a :taken", ":s 433 * a :taken");
        Assert.Equal(ExitCode.Usage, talk.Failure!.Code);
    }

    [Theory]
    [InlineData(":bob!b@h PRIVMSG #a :hi", "#a <bob> hi")]
    [InlineData(":bob!b@h PRIVMSG me :psst", "bob <bob> psst")]
    [InlineData(":me!b@h PRIVMSG bob :psst", "bob <me> psst")]
    [InlineData(":bob!b@h NOTICE #a :beep", "#a -bob- beep")]
    [InlineData(":bob!b@h PRIVMSG #a :\u0001ACTION waves\u0001", "#a * bob waves")]
    [InlineData(":bob!b@h PRIVMSG #a :\u0003" + "04,12red\u000f \u001b[2Jbold\u0002", "#a <bob> red [2Jbold")]
    [InlineData(":bob!b@h JOIN #a", "#a -- bob joined")]
    [InlineData(":bob!b@h PART #a :bye", "#a -- bob left: bye")]
    [InlineData(":bob!b@h QUIT :SendQ exceeded", "-- bob is gone: SendQ exceeded")]
    [InlineData(":bob!b@h KICK #a carl :out", "#a -- bob kicked carl: out")]
    [InlineData(":bob!b@h NICK rob", "-- bob is now rob")]
    [InlineData(":bob!b@h TOPIC #a :new", "#a -- bob set the topic: new")]
    [InlineData(":bob!b@h MODE #a +o me", "#a -- bob set +o me")]
    [InlineData(":s 332 me #a :old", "#a -- the topic: old")]
    [InlineData(":s 404 me #a :Cannot send to channel", "! #a: Cannot send to channel")]
    [InlineData(":s 421 me FOO :Unknown command", "! FOO: Unknown command")]
    public void Lines_become_words(string line, string words)
    {
        var talk = new ChatTalk("me", null, null, TimeProvider.System);
        Hear(talk, line);
        Assert.True(talk.TryTakeShown(out var shown));
        Assert.Equal(words, ChatText.ForPeople(shown!).Split(' ', 2)[1]);
    }

    [Theory]
    [InlineData(":s 005 me A B :are supported")]
    [InlineData(":bob!b@h PRIVMSG me :\u0001VERSION\u0001")]
    [InlineData(":bob!b@h AWAY :out")]
    public void What_nobody_asked_for_is_not_shown(string line)
    {
        var talk = new ChatTalk("me", null, null, TimeProvider.System);
        Assert.Empty(Hear(talk, line));
        Assert.False(talk.TryTakeShown(out _));
    }

    [Fact]
    public void Slashes_are_commands_and_two_of_them_are_one()
    {
        var talk = new ChatTalk("me", null, null, TimeProvider.System);
        ChatInput.Take(talk, "hello");
        Assert.True(talk.TryTakeShown(out var hint));
        Assert.Equal("you are in no channel: /join #channel", hint!.Text);
        Hear(talk, ":me!a@h JOIN #a");
        string[] typed = ["hello", "//slash", "/me waves", "/msg bob hi there", "/topic", "/topic new words", "/join #b key", "/mode +o bob", "/quit so long", "/msg bob", "/nonsense"];
        foreach (var line in typed)
        {
            ChatInput.Take(talk, line);
        }

        Assert.Equal(
            ["PRIVMSG #a :hello", "PRIVMSG #a :/slash", "PRIVMSG #a :\u0001ACTION waves\u0001", "PRIVMSG bob :hi there", "TOPIC #a", "TOPIC #a :new words", "JOIN #b key", "MODE #a +o bob", "QUIT :so long"], Said(talk));
        Assert.True(talk.IsLeaving);
    }

    [Fact]
    public void A_long_text_is_said_in_pieces_that_lose_nothing()
    {
        var text = string.Join(' ', Enumerable.Range(0, 300).Select(static number => $"wörd{number}"));
        var pieces = ChatText.Split(text).ToList();
        Assert.All(pieces, static piece => Assert.InRange(Encoding.UTF8.GetByteCount(piece), 1, 380));
        Assert.Equal(text, string.Join(' ', pieces));
        Assert.Equal(new string('é', 500), string.Concat(ChatText.Split(new string('é', 500))));
    }

    [Fact]
    public void A_typed_line_is_edited_with_the_keys_of_shells()
    {
        var editor = new LineEditor();
        Type(editor, "one two three");
        editor.Take(Key(ConsoleKey.W, ConsoleModifiers.Control));
        Assert.Equal("one two ", editor.Text);
        editor.Take(Key(ConsoleKey.Home));
        editor.Take(Key(ConsoleKey.Delete));
        Type(editor, "O");
        editor.Take(Key(ConsoleKey.End));
        editor.Take(Key(ConsoleKey.Backspace));
        Assert.Equal("One two", editor.Take(Key(ConsoleKey.Enter)));
        Type(editor, "draft");
        editor.Take(Key(ConsoleKey.UpArrow));
        Assert.Equal("One two", editor.Text);
        editor.Take(Key(ConsoleKey.DownArrow));
        Assert.Equal("draft", editor.Text);
        editor.Take(Key(ConsoleKey.U, ConsoleModifiers.Control));
        Type(editor, "a😀b");
        editor.Take(Key(ConsoleKey.LeftArrow));
        editor.Take(Key(ConsoleKey.Backspace));
        Assert.Equal("ab", editor.Text);
        editor.Take(Key(ConsoleKey.U, ConsoleModifiers.Control));
        editor.Take(Key(ConsoleKey.End));
        Type(editor, new string('x', 50));
        var (text, column) = editor.View(20);
        Assert.InRange(text.Length, 1, 20);
        Assert.InRange(column, 0, 19);
    }

    [Fact]
    public void Whatever_a_server_says_the_client_stands_it()
    {
        var random = new Random(42);
        string[] words = [":s", ":me!a@h", "CAP", "*", "LS", "ACK", "NAK", "001", "353", "366", "433", "471", "903", "JOIN", "PART", "KICK", "NICK", "PRIVMSG", "MODE", "AUTHENTICATE", "ERROR", "BATCH", "FAIL", "#a", "me", ":", ":x y", "\u0001ACTION", "+", "@time=x"];
        for (var i = 0; i < 20_000; i++)
        {
            var talk = new ChatTalk("me", "#a", random.Next(2) == 0 ? null : new ChatLoginData("a", "b"), TimeProvider.System);
            for (var line = 0; line < 5; line++)
            {
                Hear(talk, string.Join(' ', Enumerable.Range(0, random.Next(1, 6)).Select(_ => words[random.Next(words.Length)])));
                while (talk.TryTakeShown(out var shown))
                {
                    Assert.DoesNotContain(ChatText.ForPeople(shown!), char.IsControl);
                }
            }
        }
    }

    static List<string> Hear(ChatTalk talk, params string[] lines)
    {
        foreach (var line in lines)
        {
            if (IrcParser.ParseAny(Encoding.UTF8.GetBytes(line)) is { } message)
            {
                talk.Receive(message);
            }
        }

        return Said(talk);
    }

    static List<string> Said(ChatTalk talk)
    {
        var lines = new List<string>();
        while (talk.TryTakeLine(out var line))
        {
            lines.Add(Encoding.UTF8.GetString(line!).TrimEnd('\r', '\n'));
        }

        return lines;
    }

    static void Type(LineEditor editor, string text)
    {
        foreach (var character in text)
        {
            editor.Take(new ConsoleKeyInfo(character, ConsoleKey.None, false, false, false));
        }
    }

    static ConsoleKeyInfo Key(ConsoleKey key, ConsoleModifiers modifiers = 0) => new('\0', key, false, false, modifiers.HasFlag(ConsoleModifiers.Control));
}
