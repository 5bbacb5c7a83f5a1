using Microsoft.Net.Http.Headers;

namespace Patchbay.Services.Web;

/// <summary>Files that lie compressed beside their originals: <c>app.js.br</c>, <c>app.js.gz</c>.</summary>
static class Precompressed
{
    static readonly (string Coding, string Extension)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>The compressed file to send in place of <paramref name="original"/>, which it then has taken the place of; else the original.</summary>
    public static JailedFile Choose(WebRequest request, WebJail jail, WebPath path, JailedFile original)
    {
        var response = request.Http.Response;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        foreach (var (coding, extension) in Codings)
        {
            if (Accepts(request.Http.Request.Headers.AcceptEncoding, coding) && jail.TryOpen(path.Parent.Child(path.Name + extension), out var compressed) == JailResult.Opened)
            {
                if (!compressed!.IsFolder && compressed.Validators.LastModified >= original.Validators.LastModified)
                {
                    response.Headers.ContentEncoding = coding;
                    original.Dispose();
                    return compressed;
                }

                compressed.Dispose();
            }
        }

        return original;
    }

    /// <summary>Whether a client takes a coding (RFC 9110 section 12.5.3): named, or by <c>*</c>, and not with weight 0.</summary>
    public static bool Accepts(Microsoft.Extensions.Primitives.StringValues header, string coding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(header, out var accepted))
        {
            return false;
        }

        var named = accepted.FirstOrDefault(value => value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(static value => value.Value == "*");
        return named is not null && named.Quality is not 0;
    }
}
