namespace Patchbay.Observation.Tests.Explain;

public class ExplainQueryTests
{
    [Theory]
    [InlineData("port 80", ExplainKind.Port, 80)]
    [InlineData("errno 104", ExplainKind.Errno, 104)]
    [InlineData("exit code 28", ExplainKind.Exit, 28)]
    [InlineData("exit 28", ExplainKind.Exit, 28)]
    [InlineData("signal 13", ExplainKind.Signal, 13)]
    [InlineData(":443", ExplainKind.Port, 443)]
    [InlineData("443/tcp", ExplainKind.Port, 443)]
    [InlineData("udp/53", ExplainKind.Port, 53)]
    [InlineData("8080", ExplainKind.Any, 8080)]
    [InlineData("CLOSE_WAIT", ExplainKind.Any, null)]
    [InlineData("ephemeral port", ExplainKind.Any, null)]
    [InlineData("99999999999", ExplainKind.Any, null)]
    public void Words_say_which_kind(string text, ExplainKind kind, int? number)
    {
        var query = ExplainQuery.Parse(text.Split(' '));
        Assert.Equal((kind, number, false), (query.Kind, query.Number, query.IsAddress));
    }

    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("db:5432")]
    [InlineData("wss://example.org/x")]
    [InlineData("[::1]:80")]
    [InlineData("10.0.0.1")]
    [InlineData("example.org")]
    public void Addresses_are_known_by_their_look(string text) => Assert.True(ExplainQuery.Parse([text]).IsAddress);

    [Fact]
    public void A_number_means_all_it_can()
    {
        var explanation = Explanation.Of(ExplainQuery.Parse(["13"]), Glossary.Default);
        Assert.Equal(["EACCES", "SIGPIPE"], explanation.Entries.Select(static entry => entry.Name));
        Assert.Equal((13, "daytime"), (explanation.Port, explanation.Uses[0].Name));
        Assert.True(Explanation.Of(ExplainQuery.Parse(["70000"]), Glossary.Default).IsEmpty);
        Assert.Null(Explanation.Of(ExplainQuery.Parse(["errno", "111"]), Glossary.Default).Port);
    }
}
