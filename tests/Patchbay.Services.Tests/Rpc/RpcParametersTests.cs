using System.Text.Json;

namespace Patchbay.Services.Tests.Rpc;

public class RpcParametersTests
{
    [Theory]
    [InlineData("""{"from":1}""", "1..10 ")]
    [InlineData("""{"label":"x","to":2,"from":1}""", "1..2 x")]
    [InlineData("[1]", "1..10 ")]
    [InlineData("[1,2,\"x\"]", "1..2 x")]
    [InlineData("[1,2,null]", "1..2 ")]
    [InlineData("""{"from":1,"workDoneToken":7}""", "1..10 ")]
    public async Task Parameters_are_taken_by_name_and_by_position_and_defaults_hold(string json, string result) =>
        Assert.Equal($$"""{"jsonrpc":"2.0","result":"{{result}}","id":1}""" + "\n", await RpcExchange.RunAsync($$"""{"jsonrpc":"2.0","method":"range","params":{{json}},"id":1}"""));

    [Theory]
    [InlineData("range", "{}", "from", "is missing")]
    [InlineData("range", "[]", "from", "is missing")]
    [InlineData("range", """{"to":1}""", "from", "is missing")]
    [InlineData("range", """{"from":"one"}""", "from", "must be a whole number in range")]
    [InlineData("range", """{"from":1.5}""", "from", "must be a whole number in range")]
    [InlineData("range", """{"from":99999999999}""", "from", "must be a whole number in range")]
    [InlineData("range", """{"from":1,"label":[]}""", "label", "must be a string")]
    [InlineData("range", """{"from":1,"label":"\ud800"}""", "label", "must be a string")]
    [InlineData("range", "[1,true]", "to", "must be a whole number in range")]
    [InlineData("range", """{"from":1,"more":2}""", "more", "is none of the method's parameters: from, to, label")]
    [InlineData("range", """{"from":1,"from":2}""", "from", "is given twice")]
    [InlineData("range", "[1,2,\"x\",4,5]", null, "takes at most 3: from, to, label; 5 were given")]
    [InlineData("rpc.ping", "[1]", null, "takes at most 0: none; 1 were given")]
    [InlineData("rpc.ping", """{"a":1}""", "a", "is none: the method takes no parameters")]
    [InlineData("sum", """[1,"x"]""", "[1]", "must be a number")]
    [InlineData("sum", """{"a":1}""", null, "must be a number")]
    public async Task Parameters_that_do_not_fit_are_refused_and_it_is_said_which(string method, string json, string? parameter, string reason)
    {
        var answer = JsonElement.Parse(await RpcExchange.RunAsync($$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{json}},"id":1}"""));
        var error = answer.GetProperty("error");
        Assert.Equal((-32602, "Invalid params"), (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()));
        Assert.Equal(parameter, error.GetProperty("data").TryGetProperty("parameter", out var named) ? named.GetString() : null);
        Assert.Equal(reason, error.GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Discovery_tells_each_method_with_its_parameters_and_types()
    {
        var answer = JsonElement.Parse(await RpcExchange.RunAsync("""{"jsonrpc":"2.0","method":"rpc.discover","id":1}""")).GetProperty("result");
        Assert.StartsWith("1.", answer.GetProperty("openrpc").GetString());
        var methods = answer.GetProperty("methods").EnumerateArray().ToDictionary(method => method.GetProperty("name").GetString()!);
        Assert.Equal(RpcTestMethods.Specification().Methods.Select(method => method.Name), methods.Keys);
        var range = methods["range"].GetProperty("params").EnumerateArray().ToList();
        Assert.Equal(["from", "to", "label"], range.Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.Equal([true, false, false], range.Select(parameter => parameter.GetProperty("required").GetBoolean()));
        Assert.Equal("integer", range[0].GetProperty("schema").GetProperty("type").GetString());
        Assert.Equal("by-position", methods["sum"].GetProperty("paramStructure").GetString());
        Assert.Equal("number", methods["sum"].GetProperty("result").GetProperty("schema").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("rpc.mine")]
    [InlineData("$/progress")]
    [InlineData("$/cancelRequest")]
    [InlineData("")]
    [InlineData("subtract")]
    public void Reserved_and_taken_names_cannot_be_added(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => RpcTestMethods.Specification().Handle(name, TestJson.Default.JsonElement, TestJson.Default.JsonElement, (JsonElement args, CancellationToken _) => args));
}
