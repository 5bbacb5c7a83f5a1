using System.Text.Json;

namespace Patchbay.Services.Rpc;

/// <summary>The members of one object as they are read, and what they make together.</summary>
struct RpcMembers
{
    RpcMember _seen;
    bool _isInvalid, _isVersion2;
    ReadOnlyMemory<byte> _id, _method, _params, _outcome;

    /// <summary>Which member the reader stands at; <see cref="RpcMember.None"/> for one without meaning.</summary>
    public static RpcMember Find(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("jsonrpc"u8) ? RpcMember.Version
        : reader.ValueTextEquals("method"u8) ? RpcMember.Method
        : reader.ValueTextEquals("params"u8) ? RpcMember.Params
        : reader.ValueTextEquals("id"u8) ? RpcMember.Id
        : reader.ValueTextEquals("result"u8) ? RpcMember.Result
        : reader.ValueTextEquals("error"u8) ? RpcMember.Error
        : RpcMember.None;

    /// <summary>Reads the members that are compared as texts.</summary>
    public void SetText(RpcMember member, ref Utf8JsonReader reader, ReadOnlyMemory<byte> text)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            _isInvalid = true;
        }
        else if (member == RpcMember.Version)
        {
            _isVersion2 = reader.ValueTextEquals("2.0"u8);
        }
        else if (!reader.ValueIsEscaped)
        {
            _method = text.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }
        else
        {
            SetEscapedMethod(ref reader);
        }
    }

    /// <summary>Takes a member's value.</summary>
    public void Set(RpcMember member, JsonTokenType type, ReadOnlyMemory<byte> value)
    {
        // Readers differ in which of two equal members counts: such a message may mean one thing here and another elsewhere.
        var isRepeated = member != RpcMember.None && (_seen & member) != 0;
        _isInvalid |= isRepeated;
        _seen |= member;
        switch (member)
        {
            case RpcMember.Id when type is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null:
                _id = isRepeated ? default : value;
                break;
            case RpcMember.Id:
                _isInvalid = true;
                break;
            case RpcMember.Params when type is JsonTokenType.StartObject or JsonTokenType.StartArray:
                _params = value;
                break;
            case RpcMember.Params:
                _isInvalid = true;
                break;
            case RpcMember.Error when type != JsonTokenType.StartObject:
                _isInvalid = true;
                break;
            case RpcMember.Result or RpcMember.Error:
                _outcome = value;
                break;
        }
    }

    /// <summary>What the members make.</summary>
    public readonly RpcMessage ToMessage()
    {
        var kind = (_seen & ~(RpcMember.Version | RpcMember.Params)) switch
        {
            _ when _isInvalid || !_isVersion2 => RpcMessageKind.Invalid,
            RpcMember.Method | RpcMember.Id => RpcMessageKind.Request,
            RpcMember.Method => RpcMessageKind.Notification,
            RpcMember.Result | RpcMember.Id => RpcMessageKind.Result,
            RpcMember.Error | RpcMember.Id => RpcMessageKind.Error,
            _ => RpcMessageKind.Invalid,
        };
        return new RpcMessage(kind) { Id = _id, Method = _method, Params = _params, Outcome = _outcome };
    }

    void SetEscapedMethod(ref Utf8JsonReader reader)
    {
        try
        {
            var name = new byte[reader.ValueSpan.Length];
            _method = name.AsMemory(0, reader.CopyString(name));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text.
            _isInvalid = true;
        }
    }
}
