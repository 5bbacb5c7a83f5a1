using Microsoft.AspNetCore.Http;
using Patchbay.Services.Accounts;

namespace Patchbay.Services.Web;

/// <summary>One request while it is served, with what is known of it so far. Kestrel lends the object to the next request of the connection.</summary>
sealed class WebRequest
{
    public DefaultHttpContext Http { get; } = new();

    /// <summary>What the request came on.</summary>
    public WebConnection Connection { get; set; } = null!;

    /// <summary>What it names; the root until that is known.</summary>
    public WebPath Path { get; set; } = WebPath.Root;

    /// <summary>Who asks; null for nobody in particular.</summary>
    public User? User { get; set; }

    /// <summary>Bytes of the answer's body so far.</summary>
    public long BytesSent { get; set; }

    public bool IsHead => HttpMethods.IsHead(Http.Request.Method);

    /// <summary>GET or HEAD.</summary>
    public bool IsRead => HttpMethods.IsGet(Http.Request.Method) || IsHead;

    public RequestConditions Conditions => new()
    {
        IfMatch = Field(Http.Request.Headers.IfMatch),
        IfNoneMatch = Field(Http.Request.Headers.IfNoneMatch),
        IfModifiedSince = Field(Http.Request.Headers.IfModifiedSince),
        IfUnmodifiedSince = Field(Http.Request.Headers.IfUnmodifiedSince),
        IfRange = Field(Http.Request.Headers.IfRange),
    };

    /// <summary>The user may change files.</summary>
    public bool MayWrite(string service) => User?.Rights.For(service) == AccessLevel.Write;

    /// <summary>Makes it that of a new request.</summary>
    public void Begin()
    {
        Path = WebPath.Root;
        User = null;
        BytesSent = 0;
    }

    // Several fields of one name are one list (RFC 9110 section 5.3).
    static string? Field(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();
}
