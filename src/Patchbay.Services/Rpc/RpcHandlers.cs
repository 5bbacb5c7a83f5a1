using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay.Services.Rpc;

/// <summary>
/// The methods that a side of a connection answers. Fill it, then give it to any number of connections; adding while connections use it is not supported.
/// </summary>
/// <remarks>
/// <para>A handler begins on its connection's reading loop, in the order of arrival, so that it sees notifications in order; while it has not returned or awaited, nothing else
/// of that connection is read. Whatever computes long or blocks starts with <c>await Task.Yield()</c> or <c>Task.Run</c>.</para>
/// <para>Arguments are read before the handler runs, by name or by position: a request whose parameters do not fit is answered with <see cref="RpcErrorCodes.InvalidParams"/>
/// and says which. An <see cref="RpcException"/> becomes the answer; any other is logged and answered as <see cref="RpcErrorCodes.InternalError"/> without its words.</para>
/// </remarks>
public sealed class RpcHandlers
{
    const int LongestName = 128;

    readonly Dictionary<string, RpcMethod> _methods = new(StringComparer.Ordinal);

    /// <summary>Handlers that answer <c>rpc.ping</c> and <c>rpc.discover</c>.</summary>
    /// <param name="title">Who answers, for <c>rpc.discover</c>.</param>
    /// <param name="version">Its version, for <c>rpc.discover</c>.</param>
    public RpcHandlers(string title = "JSON-RPC", string version = "1.0")
    {
        RpcOwnMethods.AddTo(this, title, version);
    }

    /// <summary>The methods, in the order they were added.</summary>
    public ReadOnlyCollection<RpcMethod> Methods => new([.. _methods.Values]);

    /// <summary>Adds a method that answers at once.</summary>
    /// <typeparam name="TArgs">An object whose properties are the parameters, in order; or a list, or a <see cref="System.Text.Json.JsonElement"/>, which take what comes.</typeparam>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="method">The name: 1 to 128 characters; names that begin with <c>rpc.</c> belong to the specification, <c>$/cancelRequest</c> and <c>$/progress</c> to the connection.</param>
    /// <param name="args">How arguments are read.</param>
    /// <param name="result">How the result is written.</param>
    /// <param name="handler">The method. Its token is cancelled by the connection's end: while it runs nothing is read, so that no caller could cancel it.</param>
    /// <param name="summary">One line for <c>rpc.discover</c>.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">The name is reserved, too long, or taken.</exception>
    public RpcHandlers Handle<TArgs, TResult>(
        string method, JsonTypeInfo<TArgs> args, JsonTypeInfo<TResult> result, Func<TArgs, CancellationToken, TResult> handler, string? summary = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new RpcMethod<TArgs, TResult>(method, args, result, (arguments, context) => ValueTask.FromResult(handler(arguments, context.Connection.Context.ConnectionClosed)), summary));
    }

    /// <summary><see cref="Handle{TArgs, TResult}(string, JsonTypeInfo{TArgs}, JsonTypeInfo{TResult}, Func{TArgs, CancellationToken, TResult}, string?)"/> for a method that takes time. Its token is cancelled by the caller, by the connection's end and by <see cref="RpcOptions.HandlerTimeout"/>.</summary>
    public RpcHandlers Handle<TArgs, TResult>(
        string method, JsonTypeInfo<TArgs> args, JsonTypeInfo<TResult> result, Func<TArgs, CancellationToken, Task<TResult>> handler, string? summary = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new RpcMethod<TArgs, TResult>(method, args, result, (arguments, context) => new ValueTask<TResult>(handler(arguments, context.CancellationToken)), summary));
    }

    /// <summary>
    /// <see cref="Handle{TArgs, TResult}(string, JsonTypeInfo{TArgs}, JsonTypeInfo{TResult}, Func{TArgs, CancellationToken, TResult}, string?)"/> for a method that reports
    /// progress, calls back, or wants to know who calls.
    /// </summary>
    public RpcHandlers Handle<TArgs, TResult>(
        string method, JsonTypeInfo<TArgs> args, JsonTypeInfo<TResult> result, Func<TArgs, RpcContext, ValueTask<TResult>> handler, string? summary = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new RpcMethod<TArgs, TResult>(method, args, result, handler, summary));
    }

    /// <summary>Adds what is done on a notification. A request of that name is answered with null when it is done.</summary>
    /// <typeparam name="TArgs">As for requests.</typeparam>
    /// <param name="method">As for requests.</param>
    /// <param name="args">How arguments are read.</param>
    /// <param name="handler">What is done.</param>
    /// <param name="summary">One line for <c>rpc.discover</c>.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">The name is reserved, too long, or taken.</exception>
    public RpcHandlers HandleNotification<TArgs>(string method, JsonTypeInfo<TArgs> args, Func<TArgs, RpcContext, ValueTask> handler, string? summary = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new RpcMethod<TArgs, string?>(method, args, RpcWireJson.Default.String!, async (arguments, context) =>
        {
            await handler(arguments, context);
            return null;
        }, summary));
    }

    internal RpcHandlers AddOwn(RpcMethod method)
    {
        _methods.Add(method.Name, method);
        return this;
    }

    /// <summary>The method of that name in UTF-8, or null.</summary>
    internal RpcMethod? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        Span<char> text = stackalloc char[LongestName];
        var length = Encoding.UTF8.GetChars(name, text);
        return _methods.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var method) ? method : null;
    }

    RpcHandlers Add(RpcMethod method)
    {
        if (method.Name.Length == 0 || Encoding.UTF8.GetByteCount(method.Name) > LongestName)
        {
            throw new ArgumentException($"A method's name has 1 to {LongestName} bytes.", nameof(method));
        }

        if (method.Name.StartsWith("rpc.", StringComparison.Ordinal) || method.Name is RpcConnection.CancelMethod or RpcConnection.ProgressMethod)
        {
            throw new ArgumentException($"The name {method.Name} is reserved.", nameof(method));
        }

        return AddOwn(method);
    }
}
