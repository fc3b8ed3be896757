using Storehouse.Users;

namespace Storehouse.Tests.Users;

public sealed class UserDeciderTests
{
    private const string Id = "usr_1";
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_RepeatWithin24Hours_GetsTheFirstAnswer()
    {
        var state = Apply(Registered(), new LockUser(null), Key("k", Noon));
        state = Apply(state, new UnlockUser(), new CommandContext("a", Noon));
        var repeat = Decide(state, new LockUser(null), Key("k", Noon.AddHours(24).AddTicks(-1)));
        Assert.Null(repeat.Next);
        Assert.True(repeat.Reply.Replayed);
        Assert.True(repeat.Reply.View!.Locked);
        var later = Decide(state, new LockUser(null), Key("k", Noon.AddHours(24)));
        Assert.False(later.Reply.Replayed);
    }

    [Fact]
    public void Decide_ManyKeys_KeepsTheLast32()
    {
        var state = Registered();
        for (var index = 0; index < UserDecider.AnswersMax + 1; index++)
        {
            state = Apply(state, new LockUser(null), Key($"k{index}", Noon));
        }

        Assert.Equal(UserDecider.AnswersMax, state.Answers.Length);
        Assert.False(Decide(state, new LockUser(null), Key("k0", Noon)).Reply.Replayed);
        Assert.True(Decide(state, new LockUser(null), Key("k1", Noon)).Reply.Replayed);
    }

    [Fact]
    public void Decide_Refused_KeepsNothing()
    {
        var decision = Decide(Registered(), new LockUser(null), Key("k", Noon) with { IfVersion = 7 });
        Assert.Equal(UserOutcome.VersionMismatch, decision.Reply.Outcome);
        Assert.Null(decision.Next);
    }

    [Fact]
    public void Decide_PasswordChangedMeanwhile_IsRefused()
    {
        var change = new ChangeProfile(null, null, null, new PasswordChange("old hash", "new hash"));
        Assert.Equal(UserOutcome.PasswordChanged, Decide(Registered(), change, Key("k", Noon)).Reply.Outcome);
    }

    [Fact]
    public void Decide_Erase_LeavesIdVersionTimesAndTheNameToFree()
    {
        var state = Apply(Registered(), new LockUser("fraud"), Key("k", Noon));
        var erased = Apply(state, new EraseUser(), new CommandContext("a", Noon.AddHours(1)));
        Assert.Equal(
            new UserState
            {
                Status = UserStatus.Erased,
                UserName = "ann",
                CreatedAt = Noon,
                UpdatedAt = Noon.AddHours(1),
                Version = 3,
                Addresses = erased.Addresses,
                Roles = erased.Roles,
                PersonalKey = erased.PersonalKey,
                Answers = erased.Answers,
                ClaimsLeft = erased.ClaimsLeft,
            },
            erased);
        Assert.Empty(erased.Addresses);
        Assert.Empty(erased.PersonalKey);
        Assert.Empty(erased.Answers);
        Assert.Empty(erased.ClaimsLeft);
        Assert.Null(UserDecider.Released(erased).UserName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decide_NoSuchUserOrNoLonger_IsNotFound(bool erased)
    {
        var state = erased
            ? Apply(Registered(), new EraseUser(), new CommandContext("a", Noon))
            : new UserState();
        UserCommand[] commands =
        [
            new LockUser(null), new UnlockUser(), new EraseUser(), new SetRoles([UserRole.Staff]),
            new ChangeProfile(null, null, null, null),
        ];
        Assert.All(
            commands,
            command => Assert.Equal(
                UserOutcome.NotFound, Decide(state, command, new CommandContext("a", Noon)).Reply.Outcome));
    }

    [Fact]
    public void Decide_ImportTwice_MakesOneUserWithoutPassword()
    {
        var import = new ImportUser("retailer", "17850");
        var state = Apply(new UserState(), import, new CommandContext("system", Noon));
        Assert.Null(state.PasswordHash);
        Assert.Null(state.UserName);
        Assert.Equal([1, 2, 3], state.PersonalKey);
        var again = Decide(state, import, new CommandContext("system", Noon.AddDays(1)));
        Assert.Equal(UserOutcome.Done, again.Reply.Outcome);
        Assert.Null(again.Next);
    }

    [Fact]
    public void Imported_SameCustomer_IsTheSameId()
    {
        Assert.Equal(UserId.Imported("retailer", "17850"), UserId.Imported("retailer", "17850"));
        Assert.NotEqual(UserId.Imported("retailer", "17850"), UserId.Imported("retailer", "1785"));
        Assert.True(UserId.IsValid(UserId.Imported("retailer", "17850")));
    }

    private static UserState Registered() => Apply(
        new UserState(),
        new RegisterUser("ann", "hash", null, null, [], [UserRole.Customer]),
        new CommandContext("anonymous", Noon));

    private static CommandContext Key(string key, DateTimeOffset at) => new("a", at, key, "fingerprint");

    private static UserState Apply(UserState state, UserCommand command, CommandContext context)
    {
        var decision = Decide(state, command, context);
        Assert.Equal(UserOutcome.Done, decision.Reply.Outcome);
        return decision.Next!;
    }

    private static UserDecision Decide(UserState state, UserCommand command, CommandContext context) =>
        UserDecider.Decide(state, Id, command, context, [1, 2, 3]);
}
