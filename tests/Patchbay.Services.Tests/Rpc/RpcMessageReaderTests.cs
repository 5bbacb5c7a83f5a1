using System.Text;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

public class RpcMessageReaderTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0.0E-2")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"a\"")]
    [InlineData("\"\\u0061\\n\\/\\\\\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"grüße 🌍\"")]
    public async Task An_id_is_echoed_as_it_was_written(string id)
    {
        var answer = $$"""{"jsonrpc":"2.0","result":[],"id":{{id}}}""";
        var request = $$"""{"id" : {{id}} ,"method":"echo","jsonrpc":"2.0"}""";
        Assert.Equal(answer + "\n", await RpcExchange.RunAsync(request + "\n"));
        Assert.Equal(RpcExchange.WithHeader(answer), await RpcExchange.RunAsync(RpcExchange.WithHeader(request)));
        Assert.Equal($"[{answer}]\n", await RpcExchange.RunAsync($"[{request}]\n"));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"a","id":1}""", RpcMessageKind.Request)]
    [InlineData("""{"jsonrpc":"2\u002e0","m\u0065thod":"a","id":1}""", RpcMessageKind.Request)]
    [InlineData("""{"jsonrpc":"2.0","method":"a","id":null,"more":{"x":[1]}}""", RpcMessageKind.Request)]
    [InlineData("""{"jsonrpc":"2.0","method":"a","params":{}}""", RpcMessageKind.Notification)]
    [InlineData("""{"jsonrpc":"2.0","result":null,"id":1}""", RpcMessageKind.Result)]
    [InlineData("""{"jsonrpc":"2.0","error":{},"id":1}""", RpcMessageKind.Error)]
    [InlineData("""{"jsonrpc":"2.0","result":1,"error":null,"id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","result":1,"method":"a","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","result":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"1.0","method":"a","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":2.0,"method":"a","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"method":"a","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","method":null,"id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","method":"\ud800\u0041","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","method":"a","params":null,"id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","method":"a","params":"b","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("""{"jsonrpc":"2.0","method":"a","method":"b","id":1}""", RpcMessageKind.Invalid)]
    [InlineData("{}", RpcMessageKind.Invalid)]
    [InlineData("7", RpcMessageKind.Invalid)]
    [InlineData("\"text\"", RpcMessageKind.Invalid)]
    public void A_message_is_what_its_members_make_it(string json, RpcMessageKind kind) => Assert.Equal(kind, Assert.Single(Read(json, RpcDocument.One)).Kind);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":1,"id":"x"}""", "\"x\"")]
    [InlineData("""{"jsonrpc":"2.0","method":"a","id":true}""", "")]
    [InlineData("""{"jsonrpc":"2.0","method":"a","id":[1]}""", "")]
    [InlineData("""{"jsonrpc":"2.0","method":"a","id":1,"id":2}""", "")]
    public void An_invalid_request_keeps_an_id_that_can_be_told(string json, string id)
    {
        var message = Assert.Single(Read(json, RpcDocument.One));
        Assert.Equal(RpcMessageKind.Invalid, message.Kind);
        Assert.Equal(id, Encoding.UTF8.GetString(message.Id.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("{'a':1}")]
    [InlineData("[1] // no")]
    [InlineData("\uFEFF{}")]
    [InlineData("nul")]
    public void What_is_no_JSON_holds_no_message(string json) => Assert.Empty(Read(json, RpcDocument.NoJson));

    [Fact]
    public void A_text_that_is_no_UTF8_holds_no_message() =>
        Assert.Equal(RpcDocument.NoJson, RpcMessageReader.Read("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":\"\xff\"}"u8.ToArray().Select(value => value == 0xc3 ? (byte)0xff : value).ToArray(), RpcLimits.Default, []));

    [Fact]
    public void Nesting_is_bounded_and_the_bound_itself_is_allowed()
    {
        Assert.Equal(RpcDocument.Batch, RpcMessageReader.Read(Nested(64), RpcLimits.Default, []));
        Assert.Equal(RpcDocument.TooDeep, RpcMessageReader.Read(Nested(65), RpcLimits.Default, []));
        Assert.Equal(RpcDocument.TooDeep, RpcMessageReader.Read(Nested(100_000), RpcLimits.Default, []));
    }

    [Fact]
    public void A_batch_is_bounded_and_the_bound_itself_is_allowed()
    {
        Assert.Equal(1000, Read($"[{string.Join(',', Enumerable.Repeat("1", 1000))}]", RpcDocument.Batch).Count);
        Assert.Empty(Read($"[{string.Join(',', Enumerable.Repeat("1", 1001))}]", RpcDocument.LongBatch));
        Assert.Empty(Read($"[{string.Join(',', Enumerable.Repeat("1", 1001))}", RpcDocument.NoJson));
    }

    static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));

    static List<RpcMessage> Read(string json, RpcDocument expected)
    {
        var messages = new List<RpcMessage>();
        Assert.Equal(expected, RpcMessageReader.Read(Encoding.UTF8.GetBytes(json), RpcLimits.Default, messages));
        return messages;
    }
}
