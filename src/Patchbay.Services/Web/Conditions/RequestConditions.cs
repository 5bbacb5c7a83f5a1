namespace Patchbay.Services.Web;

/// <summary>The fields of a request that make it conditional (RFC 9110 section 13.1), as they came; null for one that is not there.</summary>
readonly record struct RequestConditions
{
    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public string? IfModifiedSince { get; init; }

    public string? IfUnmodifiedSince { get; init; }

    public string? IfRange { get; init; }
}
