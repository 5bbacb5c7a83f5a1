namespace Patchbay.Services.Web;

/// <summary>What conditions say about a request.</summary>
enum ConditionResult
{
    /// <summary>Do it.</summary>
    Proceed,

    /// <summary>The client has it already (304).</summary>
    NotModified,

    /// <summary>It is not in the state that the client wants it in (412).</summary>
    Failed,
}
