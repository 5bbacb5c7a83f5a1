namespace Patchbay.Services.Rpc;

/// <summary>What a message is, by its members.</summary>
public enum RpcMessageKind
{
    /// <summary>No object of the specification's sections 4 and 5.</summary>
    Invalid,

    /// <summary>A method and an id: wants an answer.</summary>
    Request,

    /// <summary>A method without an id: gets no answer, whatever happens.</summary>
    Notification,

    /// <summary>A result and an id.</summary>
    Result,

    /// <summary>An error and an id.</summary>
    Error,
}
