namespace Patchbay.Probing;

/// <summary>LDAP: the answer to a search for the root entry, message 1 (RFC 4511 sections 4.1.1 and 4.5.2).</summary>
static class LdapAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        var reader = new AnswerReader(answer);
        if (reader.U8() != 0x30)
        {
            return null;
        }

        // The length, short or long (X.690 section 8.1.3).
        if (reader.U8() is > 0x80 and <= 0x84 and var size)
        {
            reader.Take(size - 0x80);
        }

        if (!reader.Take(3).SequenceEqual((ReadOnlySpan<byte>)[2, 1, 1]))
        {
            return null;
        }

        // An entry, its end, or an extended answer such as the notice of disconnection.
        return reader.U8() is not (0x64 or 0x65 or 0x73 or 0x78) ? null : new Recognition("ldap", ServiceEvidence.Handshake).Says("answers anonymous questions for its root").Finding();
    }
}
