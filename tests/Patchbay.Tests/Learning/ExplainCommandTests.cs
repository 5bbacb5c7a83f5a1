using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay.Tests.Learning;

public class ExplainCommandTests
{
    [Fact]
    public async Task A_state_says_what_it_is_what_leads_out_and_how_many_there_are()
    {
        var run = await ProgramRun.RunAsync("explain", "close-wait");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.StartsWith("CLOSE_WAIT  state of TCP\n  The peer has closed; our program has not.\n", run.Output);
        Assert.Matches(@"(?m)^  leads out +close\(\)", run.Output);
        Assert.Matches(@"(?m)^  here and now +\S", run.Output);
    }

    [NeedsFact("linux")]
    public async Task A_port_says_who_listens_there_now()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var run = await ProgramRun.RunAsync("explain", $"{port}");
        Assert.Contains($"(pid {Environment.ProcessId}) listens on tcp 127.0.0.1:{port}", run.Output);
        Assert.Contains("in the range that the kernel takes", run.Output);
    }

    [Theory]
    [InlineData("104", "port 104", "ECONNRESET  errno 104")]
    [InlineData("28", "port 28", "ENOSPC  errno 28", "28  exit code\n  of patchbay: timed out")]
    [InlineData("13", "port 13", "EACCES  errno 13", "SIGPIPE  signal 13")]
    [InlineData("141", "ended by SIGPIPE (128 + 13)")]
    [InlineData("7007", "Patchbay's echo listens here")]
    [InlineData("errno 39", "Directory not empty")]
    [InlineData("listen", "listen()\n", "LISTEN  state of TCP")]
    public async Task A_word_with_several_meanings_gives_all_of_them(string words, params string[] parts)
    {
        var run = await ProgramRun.RunAsync(["explain", .. words.Split(' ')]);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.All(parts, part => Assert.Contains(part, run.Output));
    }

    [Theory]
    [InlineData("there is no word 'CLOSE_WIAT'", "Did you mean 'CLOSE_WAIT'?", "CLOSE_WIAT")]
    [InlineData("there is no word 'xylophones'", "`patchbay explain` lists the words", "xylophones")]
    [InlineData("'127.0.0.1:80' looks like an address", "`patchbay address 127.0.0.1:80`", "127.0.0.1:80")]
    [InlineData("70000 is no port, error, exit code or signal", "0 to 65535", "70000")]
    [InlineData("there is no picture 'telefone'", "Did you mean 'telephone'?", "port", "--as", "telefone")]
    public async Task What_is_not_known_has_a_hint_and_exit_code_2(string message, string hint, params string[] words)
    {
        var run = await ProgramRun.RunAsync(["explain", .. words]);
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"patchbay: {message}", run.Error);
        Assert.Contains(hint, run.Error);
    }

    [Fact]
    public async Task A_picture_maps_its_parts_and_says_where_it_breaks()
    {
        var part = (await ProgramRun.RunAsync("explain", "port", "--as", "telephone")).Output;
        Assert.Matches(@"(?m)^  port +the extension behind the number\n    here and now +port \d+|none now", part);
        Assert.Contains("It breaks", part);
        Assert.Contains("has no part for Nagle", (await ProgramRun.RunAsync("explain", "Nagle", "--as", "file")).Output);
        var whole = JsonDocument.Parse((await ProgramRun.RunAsync("explain", "--as", "apartment", "--json")).Output).RootElement.GetProperty("data");
        Assert.True(whole.GetProperty("parts").GetArrayLength() >= 10 && whole.GetProperty("breaks").GetArrayLength() >= 3);
    }

    [Fact]
    public async Task The_bare_verb_lists_every_word()
    {
        var run = await ProgramRun.RunAsync("explain");
        Assert.All(Glossary.Default.Entries, entry => Assert.Contains(entry.Name, run.Output));
        Assert.All(run.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, WrappedText.Width));
    }

    [Fact]
    public async Task The_document_has_the_same_meanings()
    {
        var meaning = JsonDocument.Parse((await ProgramRun.RunAsync("explain", "--json", "ECONNREFUSED")).Output).RootElement.GetProperty("data").GetProperty("explain")[0];
        Assert.Equal(("errno", 111), (meaning.GetProperty("kind").GetString(), meaning.GetProperty("number").GetInt32()));
        Assert.Equal("connect", meaning.GetProperty("sections")[0].GetProperty("heading").GetString());
    }

    [Fact]
    public void Shells_complete_words_that_are_found_again() => Assert.All(ExplainCommand.Candidates, static candidate =>
    {
        Assert.NotEmpty(Glossary.Default.Find(candidate.Word));
        Assert.DoesNotMatch(@"[\s()]", candidate.Word);
    });

    [Fact]
    public void Text_is_wrapped_under_its_label() => Assert.Equal(
        ["  x  " + string.Join(' ', Enumerable.Repeat("word", 21)), "     word word"],
        WrappedText.Paragraph(string.Join(' ', Enumerable.Repeat("word", 23)), 5, "  x"));
}
