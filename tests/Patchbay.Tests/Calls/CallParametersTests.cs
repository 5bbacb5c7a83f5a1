using System.Text;

namespace Patchbay.Tests.Calls;

public class CallParametersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=1", """{"a":1}""")]
    [InlineData("a=1.50|b=1e3|c=-0", """{"a":1.50,"b":1e3,"c":-0}""")]
    [InlineData("a=true|b=null|c=[1, 2]|d={\"x\":1}", """{"a":true,"b":null,"c":[1,2],"d":{"x":1}}""")]
    [InlineData("a=text|b=|c=a b|d=\"1\"|e='1'", """{"a":"text","b":"","c":"a b","d":"1","e":"'1'"}""")]
    [InlineData("a=007|b=1 2|c=[1|d=grüße", """{"a":"007","b":"1 2","c":"[1","d":"grüße"}""")]
    [InlineData("a:=1|b:=\"x\"", """{"a":1,"b":"x"}""")]
    [InlineData("a=x=y|b=:z", """{"a":"x=y","b":":z"}""")]
    [InlineData("deep.key=1|with space=2", """{"deep.key":1,"with space":2}""")]
    public void A_value_that_is_JSON_is_taken_as_such_and_any_other_is_a_string(string pairs, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(CallParameters.FromPairs(pairs.Length == 0 ? [] : pairs.Split('|'), withProgress: false)));

    [Theory]
    [InlineData("a", "'a' is no parameter")]
    [InlineData("=1", "'=1' is no parameter")]
    [InlineData(":=1", "':=1' is no parameter")]
    [InlineData("a:=x", "the value of 'a' is no JSON")]
    [InlineData("a=1|a=2", "the parameter 'a' is given twice")]
    public void What_is_no_parameter_is_a_usage_error_that_shows_it(string pairs, string message)
    {
        var error = Assert.Throws<UserError>(() => CallParameters.FromPairs(pairs.Split('|'), withProgress: false));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.StartsWith(message, error.Message);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData(" [1,\n 2 ] ", "[1,2]")]
    [InlineData("{\"a\" : 1.0}", "{\"a\":1.0}")]
    public void Parameters_in_JSON_go_on_one_line(string json, string compact) => Assert.Equal(compact, Encoding.UTF8.GetString(CallParameters.FromJson(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("1", "neither an object nor an array")]
    [InlineData("", "no JSON")]
    [InlineData("[1", "no JSON")]
    public void Parameters_in_JSON_are_an_object_or_an_array(string json, string message) =>
        Assert.Contains(message, Assert.Throws<UserError>(() => CallParameters.FromJson(Encoding.UTF8.GetBytes(json))).Message);

    [Theory]
    [InlineData(2, "call needs its METHOD", "call", "echo")]
    [InlineData(2, "there is no option '--notfy' for call", "call", "echo", "x", "--notfy")]
    [InlineData(2, "'xml' is no framing", "call", "127.0.0.1:1", "x", "--framing", "xml")]
    [InlineData(2, "parameters are given both", "call", "127.0.0.1:1", "x", "a=1", "--params", "[1]")]
    [InlineData(2, "'tcp-listen:1' listens, and call goes out", "call", "tcp-listen:1", "x")]
    [InlineData(4, "udp:127.0.0.1:9 is no address of a stream socket", "call", "udp:127.0.0.1:9", "x")]
    [InlineData(7, "no node runs with the data directory", "call", "node", "x")]
    [InlineData(7, "127.0.0.1:1 refused the connection", "call", "127.0.0.1:1", "x")]
    public async Task Bad_input_is_one_clear_line_and_an_exit_code(int code, string message, params string[] arguments)
    {
        var run = await ProgramRun.RunAsync([.. arguments, "--data", ProgramRun.NoNode]);
        Assert.Equal(code, (int)run.ExitCode);
        Assert.StartsWith($"patchbay: {message}", run.Error);
        Assert.Empty(run.Output);
    }
}
