namespace Patchbay.Services.Rpc;

/// <summary>Error codes. Those from -32768 to -32000 belong to the specification; an application takes others.</summary>
public static class RpcErrorCodes
{
    /// <summary>No JSON (specification, section 5.1).</summary>
    public const int ParseError = -32700;

    /// <summary>JSON, and no request (section 5.1).</summary>
    public const int InvalidRequest = -32600;

    /// <summary>There is no such method (section 5.1).</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The parameters are none of the method (section 5.1).</summary>
    public const int InvalidParams = -32602;

    /// <summary>The method failed in a way that is no business of the peer (section 5.1).</summary>
    public const int InternalError = -32603;

    /// <summary>The caller cancelled the request (Language Server Protocol 3.17, <c>RequestCancelled</c>).</summary>
    public const int RequestCancelled = -32800;

    /// <summary>The method needs a login, or a right that the login has not. Ours.</summary>
    public const int NotPermitted = -32001;

    /// <summary>The method took longer than the server allows. Ours.</summary>
    public const int TimedOut = -32002;

    /// <summary>The server has as many of something as it allows. Ours.</summary>
    public const int TooMany = -32003;
}
