using System.Text.Json;

namespace Patchbay.Services.Tests.Rpc;

/// <summary>Every exchange of section 7 of the JSON-RPC 2.0 specification, in its order; answers to the byte but for the blanks that the page sets.</summary>
public class SpecificationTests
{
    const string LongBatch = """
        [
          {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
          {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
          {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
          {"foo": "boo"},
          {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
          {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
        ]
        """;

    const string LongBatchAnswer = """
        [
          {"jsonrpc": "2.0", "result": 7, "id": "1"},
          {"jsonrpc": "2.0", "result": 19, "id": "2"},
          {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
          {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
          {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}
        ]
        """;

    const string ThreeInvalid = """
        [
          {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
          {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
          {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}
        ]
        """;

    public static TheoryData<string, string, string?> Exchanges => new()
    {
        { "positional", """{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}""", """{"jsonrpc": "2.0", "result": 19, "id": 1}""" },
        { "positional, turned round", """{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}""", """{"jsonrpc": "2.0", "result": -19, "id": 2}""" },
        { "named", """{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}""", """{"jsonrpc": "2.0", "result": 19, "id": 3}""" },
        { "named, in the other order", """{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}""", """{"jsonrpc": "2.0", "result": 19, "id": 4}""" },
        { "notification", """{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}""", null },
        { "notification of no method", """{"jsonrpc": "2.0", "method": "foobar"}""", null },
        { "no such method", """{"jsonrpc": "2.0", "method": "foobar", "id": "1"}""", """{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}""" },
        { "invalid JSON", """{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]""", """{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}""" },
        { "invalid request", """{"jsonrpc": "2.0", "method": 1, "params": "bar"}""", """{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}""" },
        {
            "batch, invalid JSON",
            """
            [
              {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
              {"jsonrpc": "2.0", "method"
            ]
            """,
            """{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}"""
        },
        { "empty array", "[]", """{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}""" },
        { "invalid batch, not empty", "[1]", """[{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]""" },
        { "invalid batch", "[1,2,3]", ThreeInvalid },
        { "batch", LongBatch, LongBatchAnswer },
        { "batch of notifications", """[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]}, {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]""", null },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Each_exchange_is_as_written_in_lines(string name, string request, string? answer)
    {
        Assert.NotEmpty(name);
        Assert.Equal(answer is null ? "" : Compact(answer) + "\n", await RpcExchange.RunAsync(request + "\n"));
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Each_exchange_is_as_written_with_headers(string name, string request, string? answer)
    {
        Assert.NotEmpty(name);
        Assert.Equal(answer is null ? "" : RpcExchange.WithHeader(Compact(answer)), await RpcExchange.RunAsync(RpcExchange.WithHeader(request)));
    }

    [Fact]
    public async Task All_exchanges_after_one_another_are_answered_on_one_connection_in_each_framing()
    {
        var answers = Exchanges.Select(row => (string?)((object?[])row)[2]).Where(answer => answer is not null).Select(answer => Compact(answer!)).ToList();
        var requests = Exchanges.Select(row => (string)((object?[])row)[1]!).ToList();
        Assert.Equal(12, answers.Count);
        Assert.Equal(string.Concat(answers.Select(answer => answer + "\n")), await RpcExchange.RunAsync(string.Concat(requests.Select(request => request + "\n"))));
        Assert.Equal(string.Concat(answers.Select(RpcExchange.WithHeader)), await RpcExchange.RunAsync(string.Concat(requests.Select(RpcExchange.WithHeader))));
    }

    /// <summary>The page's JSON without its blanks; members stay in their order.</summary>
    static string Compact(string json) => JsonSerializer.Serialize(JsonElement.Parse(json), TestJson.Default.JsonElement);
}
