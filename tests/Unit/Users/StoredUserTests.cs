using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Storehouse.Users;
using Xunit;

namespace Storehouse.Tests.Users;

/// <summary>What earlier versions stored of users still loads.</summary>
public sealed class StoredUserTests
{
    [Fact]
    public void Read_UserOfTheFirstVersion_HasAllAndNoSecondFactor()
    {
        var user = Read<UserState>("user-state.v1.txt");
        Assert.True(user.IsActive);
        Assert.Equal("ann", user.UserName);
        Assert.Equal("ann@example.org", user.Email);
        Assert.Equal("LS1 1AA", Assert.Single(user.Addresses).PostalCode);
        Assert.Equal([UserRole.Customer, UserRole.Staff], user.Roles);
        Assert.Equal(("hash", true, "fraud", 7), (user.PasswordHash, user.Locked, user.LockReason, user.Version));
        Assert.Equal(32, user.PersonalKey.Length);
        Assert.Equal("17850", user.ExternalId);
        Assert.Equal("ann", Assert.Single(user.Answers).View.UserName);
        Assert.Empty(user.Sessions);
        Assert.Empty(user.Passkeys);
        Assert.Empty(user.RecoveryCodes);
        Assert.Empty(user.ClaimsLeft);
        Assert.False(user.EmailVerified || user.TwoFactorEnabled);
    }

    [Fact]
    public void Read_UserNameOfTheFirstVersion_NamesItsUser() =>
        Assert.Equal("usr_1", Read<UserNameState>("user-name-state.v1.txt").UserId);

    private static T Read<T>(string file)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests", "Unit", "Golden", "users", file));
        return services.GetRequiredService<Serializer>().Deserialize<T>(Convert.FromBase64String(text))!;
    }
}
