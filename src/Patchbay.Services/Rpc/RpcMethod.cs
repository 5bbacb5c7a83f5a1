using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay.Services.Rpc;

/// <summary>One method of <see cref="RpcHandlers"/>: what it is called and takes.</summary>
public abstract class RpcMethod
{
    private protected RpcMethod(string name, string? summary)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Summary) = (name, summary);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>One line about it, or null.</summary>
    public string? Summary { get; }

    /// <summary>The parameters in their order.</summary>
    internal abstract IReadOnlyList<RpcParameter> Parameters { get; }

    /// <summary>Parameters have names; else an array of any length is taken.</summary>
    internal abstract bool TakesNames { get; }

    /// <summary>Parameters are taken as they are, object or array.</summary>
    internal abstract bool TakesAnything { get; }

    /// <summary>The result as JSON Schema.</summary>
    internal abstract JsonNode ResultSchema { get; }

    /// <summary>Runs it and answers. The parameters are read before it returns.</summary>
    internal abstract ValueTask RunAsync(RpcContext context, ReadOnlyMemory<byte> json);
}

/// <summary>A method with its types.</summary>
sealed class RpcMethod<TArgs, TResult>(string name, JsonTypeInfo<TArgs> args, JsonTypeInfo<TResult> result, Func<TArgs, RpcContext, ValueTask<TResult>> handler, string? summary)
    : RpcMethod(name, summary)
{
    readonly RpcParameters<TArgs> _parameters = new(args);

    internal override IReadOnlyList<RpcParameter> Parameters => _parameters.All;

    internal override bool TakesNames => _parameters.TakesNames;

    internal override bool TakesAnything => args.Kind == JsonTypeInfoKind.None;

    internal override JsonNode ResultSchema => RpcParameter.SchemaOf(result);

    internal override ValueTask RunAsync(RpcContext context, ReadOnlyMemory<byte> json)
    {
        context.ReadProgressToken(json);
        var running = handler(_parameters.Read(json), context);
        if (!running.IsCompletedSuccessfully)
        {
            return AwaitAsync(running, context);
        }

        context.Answer(running.Result, result);
        return ValueTask.CompletedTask;
    }

    async ValueTask AwaitAsync(ValueTask<TResult> running, RpcContext context) => context.Answer(await running, result);
}
