using System.Text.Json;
using System.Text.Json.Serialization;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

public sealed record SubtractArgs(double Minuend, double Subtrahend);

public sealed record RangeArgs(int From, int To = 10, string? Label = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SubtractArgs))]
[JsonSerializable(typeof(RangeArgs))]
[JsonSerializable(typeof(RpcNoParams))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonElement[]))]
sealed partial class TestJson : JsonSerializerContext;

/// <summary>The methods of the specification's examples, and some that wait.</summary>
static class RpcTestMethods
{
    public static RpcHandlers Specification() => new RpcHandlers()
        .Handle("subtract", TestJson.Default.SubtractArgs, TestJson.Default.Double, static (SubtractArgs args, CancellationToken _) => args.Minuend - args.Subtrahend)
        .Handle("sum", TestJson.Default.DoubleArray, TestJson.Default.Double, static (double[] args, CancellationToken _) => args.Sum())
        .Handle("get_data", TestJson.Default.RpcNoParams, TestJson.Default.JsonElement, static (RpcNoParams _, CancellationToken _) => JsonElement.Parse("[\"hello\", 5]"))
        .HandleNotification("update", TestJson.Default.DoubleArray, static (_, _) => ValueTask.CompletedTask)
        .HandleNotification("notify_hello", TestJson.Default.DoubleArray, static (_, _) => ValueTask.CompletedTask)
        .HandleNotification("notify_sum", TestJson.Default.DoubleArray, static (_, _) => ValueTask.CompletedTask)
        .Handle("range", TestJson.Default.RangeArgs, TestJson.Default.String, static (RangeArgs args, CancellationToken _) => $"{args.From}..{args.To} {args.Label}")
        .Handle("echo", TestJson.Default.JsonElement, TestJson.Default.JsonElement, static (JsonElement args, CancellationToken _) => args);
}
