using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Patchbay.Services.Web;

/// <summary>Judges conditions in the order of RFC 9110 section 13.2.2.</summary>
static class Preconditions
{
    /// <summary>Whether a request may be done.</summary>
    /// <param name="conditions">Its fields.</param>
    /// <param name="current">The state of what it names; null when there is nothing.</param>
    /// <param name="isRead">GET or HEAD.</param>
    public static ConditionResult Judge(in RequestConditions conditions, Validators? current, bool isRead)
    {
        if (conditions.IfMatch is { } wanted)
        {
            if (!Matches(wanted, current, strong: true))
            {
                return ConditionResult.Failed;
            }
        }
        else if (Date(conditions.IfUnmodifiedSince) is { } unmodifiedSince && current is { } state && state.LastModified > unmodifiedSince)
        {
            return ConditionResult.Failed;
        }

        if (conditions.IfNoneMatch is { } known)
        {
            if (Matches(known, current, strong: false))
            {
                return isRead ? ConditionResult.NotModified : ConditionResult.Failed;
            }
        }
        else if (isRead && Date(conditions.IfModifiedSince) is { } modifiedSince && current is { } state && state.LastModified <= modifiedSince)
        {
            return ConditionResult.NotModified;
        }

        return ConditionResult.Proceed;
    }

    /// <summary>Whether Range counts (RFC 9110 section 13.1.5): there is no If-Range, or it names exactly this state.</summary>
    public static bool RangeApplies(in RequestConditions conditions, in Validators current)
    {
        if (conditions.IfRange is not { } header)
        {
            return true;
        }

        // Only a strong tag: parts of two states that are merely equivalent must not be joined.
        return header.StartsWith('"') ? header == current.EntityTag : Date(header) == current.LastModified;
    }

    /// <summary>Whether a list of tags, or <c>*</c>, names the state. A list that cannot be read names none.</summary>
    static bool Matches(string header, Validators? current, bool strong)
    {
        if (current is not { } state)
        {
            return false;
        }

        if (header.AsSpan().Trim(" \t") is "*")
        {
            return true;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(new StringValues(header).ToArray()!, out var tags))
        {
            return false;
        }

        // Ours are strong: a weak one is equal under weak comparison only (RFC 9110 section 8.8.3.2).
        return tags.Any(tag => (!strong || !tag.IsWeak) && tag.Tag.Equals(state.EntityTag, StringComparison.Ordinal));
    }

    /// <summary>An HTTP date in any of its three forms; null for what is none, which then is as if it was not there.</summary>
    static DateTimeOffset? Date(string? header) => header is not null && HeaderUtilities.TryParseDate(header, out var date) ? date : null;
}
