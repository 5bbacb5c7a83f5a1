using Patchbay.Services.Accounts;

namespace Patchbay.Services.Tests.Accounts;

public class PasswordHashTests
{
    [Fact]
    public void The_password_that_was_hashed_is_right_and_no_other()
    {
        var hash = PasswordHash.Create("correct horse", rounds: 1000);
        Assert.True(PasswordHash.Verify("correct horse", hash));
        Assert.False(PasswordHash.Verify("correct hors", hash));
        Assert.False(PasswordHash.Verify("", hash));
    }

    [Fact]
    public void Two_users_with_one_password_have_different_hashes() =>
        Assert.NotEqual(PasswordHash.Create("same", rounds: 1000), PasswordHash.Create("same", rounds: 1000));

    [Fact]
    public void A_hash_of_another_implementation_is_understood()
    {
        // Python: hashlib.pbkdf2_hmac('sha512', b'patchbay', b'0123456789abcdef', 1000)
        const string Theirs = "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg==$EkGxy7cIYtHCC5yq0c2uaPUE8ISFZNfbIf3P2NuGqUoqhTEWdAzjJ9orfvSfzrM8eZGCwvhtSE55MCqktqYDDA==";
        Assert.True(PasswordHash.Verify("patchbay", Theirs));
        Assert.False(PasswordHash.Verify("Patchbay", Theirs));
    }

    [Fact]
    public void A_new_hash_costs_what_is_advised_today() => Assert.StartsWith("$pbkdf2-sha512$i=210000$", PasswordHash.Create("x"));

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("$pbkdf2-sha512$i=0$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=99999999$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=1000$!!!!$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg==$")]
    [InlineData("$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    public void A_text_that_is_no_hash_lets_nobody_in(string stored)
    {
        Assert.False(PasswordHash.IsValid(stored));
        Assert.False(PasswordHash.Verify("", stored));
    }

    [Fact]
    public void A_password_without_end_is_refused_before_it_is_hashed()
    {
        var long1025 = new string('x', PasswordHash.MaxPasswordBytes + 1);
        Assert.Throws<AccountException>(() => PasswordHash.Create(long1025, rounds: 1000));
        Assert.False(PasswordHash.Verify(long1025, PasswordHash.Create("x", rounds: 1000)));
        Assert.True(PasswordHash.Verify(long1025[1..], PasswordHash.Create(long1025[1..], rounds: 1000)));
    }
}
